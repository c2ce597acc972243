import { goThroughSystem } from './capabilities-in-system.ts'

/* The same tests as in test/capabilities, through the running system. */

goThroughSystem()
await import('../capabilities/analysis.test.ts')
await import('../capabilities/joint-centre.test.ts')
await import('../capabilities/shared-picture.test.ts')

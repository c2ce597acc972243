import { goThroughSystem } from './capabilities-in-system.ts'

/* The same tests as in test/capabilities, through the running system. */

goThroughSystem()
await import('../capabilities/border.test.ts')
await import('../capabilities/corrections.test.ts')
await import('../capabilities/emergency.test.ts')

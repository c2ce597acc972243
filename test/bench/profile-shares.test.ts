import { expect, test } from 'vitest'
import { sharesOf } from './profile-shares.ts'

const frame = (id: number, functionName: string, url: string, children: readonly number[] = []) => ({
  id,
  callFrame: { functionName, url },
  children,
})

test('time is spent by rooms, libraries and the platform; what is native by its caller, and idling and the profile by nobody', () => {
  const nodes = [
    frame(1, '(root)', '', [2, 5, 6, 7, 8]),
    frame(2, 'seal', 'file:///concord/packages/event-log/sealing/seal.ts', [3]),
    frame(3, 'update', 'node:internal/crypto/cipher', [4]),
    frame(4, 'copy', ''),
    frame(5, 'next', 'file:///concord/node_modules/.pnpm/router@2/node_modules/router/index.js'),
    frame(6, '(idle)', ''),
    frame(7, '(garbage collector)', ''),
    frame(8, 'post', 'node:inspector'),
  ]
  const shares = sharesOf(
    { nodes, samples: [2, 3, 4, 5, 6, 7, 8], timeDeltas: [40, 10, 20, 20, 900, 10, 70] },
    '/concord/',
  )
  expect(shares).toEqual([
    { part: 'packages/event-log/sealing', share: 0.4 },
    { part: 'node:crypto', share: 0.3 },
    { part: 'router', share: 0.2 },
    { part: 'collecting garbage', share: 0.1 },
  ])
})

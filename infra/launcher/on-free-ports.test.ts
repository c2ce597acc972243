import { expect, test } from 'vitest'
import { ChildFailed } from './child.ts'
import { onFreePorts } from './on-free-ports.ts'
import type { Ports } from './ports.ts'

const taken = new ChildFailed(
  'log ended with status 1: Port 4711 on 127.0.0.1 is in use; choose another one.',
)

/** A start that fails with each of these in turn before it succeeds, and the ports it was given each time. */
const failingWith = (...failures: readonly Error[]) => {
  const given: Ports[] = []
  const start = async (ports: Ports): Promise<string> => {
    const failure = failures[given.length]
    given.push(ports)
    if (failure) throw failure
    return 'up'
  }
  return { given, start }
}

test('when somebody was quicker to take a port, the start is made again with other ports', async () => {
  const { given, start } = failingWith(taken, taken)
  expect(await onFreePorts(2, start)).toBe('up')
  expect(given).toHaveLength(3)
  expect(given[0]!.agencies).toHaveLength(2)
})

test('a port that is always taken is told of after three starts, and any other failure at once', async () => {
  const unlucky = failingWith(taken, taken, taken)
  await expect(onFreePorts(2, unlucky.start)).rejects.toBe(taken)
  const damaged = new ChildFailed('log ended with status 1: The data folder is in use by another node.')
  const broken = failingWith(damaged)
  await expect(onFreePorts(2, broken.start)).rejects.toBe(damaged)
  expect([unlucky.given.length, broken.given.length]).toEqual([3, 1])
})

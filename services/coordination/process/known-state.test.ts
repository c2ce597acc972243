import type { LogItem, StoredEvent } from '@concord/kernel'
import { expect, test } from 'vitest'
import type { Checkpoint, CheckpointStore } from './checkpoint.ts'
import { openKnownState } from './known-state.ts'
import { nothingKnown } from './process-state.ts'

const event = (position: bigint): LogItem => ({
  kind: 'event',
  event: { id: `E-${position}`, position } as StoredEvent,
})

/** What is kept is all that a process which goes on later has. */
const keeping = (): CheckpointStore => {
  let kept: Checkpoint = { position: undefined, last: undefined, state: nothingKnown }
  return {
    read: () => kept,
    write: (checkpoint) => {
      kept = checkpoint
    },
    close: () => {},
  }
}

const knowledge = {
  rules: [],
  agencies: [],
  changes: () => [],
  visibleTo: () => false,
  describe: () => ({ kinds: [], severities: [], location: { areas: [], point: undefined } }),
}

test('whoever is killed in the middle of an event takes it again: the position is never ahead of the state', () => {
  const checkpoint = keeping()
  const taken: bigint[] = []
  const open = (killedAt?: bigint) =>
    openKnownState({
      checkpoint,
      knowledge,
      read: ({ position }) => {
        taken.push(position)
        throw new Error('nothing can be made of it')
      },
      onSetAside: ({ position }) => {
        if (position === killedAt) throw new Error('killed')
      },
    })

  const killed = open(2n)
  expect(() => killed.take([event(1n), event(2n), event(3n)])).toThrow('killed')
  killed.keep()
  expect(checkpoint.read().position).toBe(1n)

  const next = open()
  expect(next.position()).toBe(1n)
  expect(next.lastTaken()).toEqual({ id: 'E-1', position: 1n })
  next.take([event(2n), event(3n)])
  next.keep()
  expect(checkpoint.read().position).toBe(3n)
  expect(taken).toEqual([1n, 2n, 2n, 3n])
})

test('a full disk does not keep anything from being acted on: the checkpoint is written once there is room', () => {
  const checkpoint = keeping()
  let isFull = true
  const told: unknown[] = []
  const known = openKnownState({
    checkpoint: {
      ...checkpoint,
      write: (written) => {
        if (isFull) throw new Error('full')
        checkpoint.write(written)
      },
    },
    knowledge,
    read: () => undefined,
    onKeep: (fault) => told.push(fault),
  })

  known.take([event(1n)])
  known.keep()
  known.take([event(2n)])
  isFull = false
  known.keep()

  expect(told).toEqual([new Error('full'), undefined])
  expect(checkpoint.read().position).toBe(2n)
})

test('is kept from time to time while much comes in, and not at all while nothing does', () => {
  const checkpoint = keeping()
  const known = openKnownState({ checkpoint, knowledge, read: () => undefined })
  known.take(Array.from({ length: 4_999 }, (_, index) => event(BigInt(index))))
  expect(checkpoint.read().position).toBeUndefined()
  known.take([event(4_999n)])
  expect(checkpoint.read().position).toBe(4_999n)
  known.take([{ kind: 'checkpoint', position: 6_000n }, { kind: 'caught-up' }])
  expect(checkpoint.read().position).toBe(4_999n)
  known.keep()
  expect(checkpoint.read()).toMatchObject({ position: 6_000n, last: { id: 'E-4999', position: 4_999n } })
})

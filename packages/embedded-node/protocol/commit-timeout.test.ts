import { DeadlineExceededError, TimeoutError } from '@eventstore/db-client'
import { expect, test } from 'vitest'
import { collect, givenNode, sightings } from './test-node.ts'

const given = givenNode({ commitTimeoutMs: 1 })
const anAppendThatTakesLonger = sightings(20_000)

test.each([
  ['in a call of its own', { credentials: { username: 'admin', password: 'changeit' } }, TimeoutError],
  ['on the shared connection', {}, DeadlineExceededError],
])(
  'a write that waits too long for the disk times out %s, and its connection goes on',
  async (how, options, reason) => {
    const late = given.client.appendToStream(`late ${how}`, anAppendThatTakesLonger, options)

    await expect(late).rejects.toThrow(reason)
    expect(await collect(given.client.readAll({ maxCount: 1 }))).toHaveLength(1)
  },
)

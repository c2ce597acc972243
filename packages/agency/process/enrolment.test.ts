import type { ConnectedEventLog } from '@concord/event-log'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { enrolWhenPossible } from './enrolment.ts'

type Enrolled = Awaited<ReturnType<ConnectedEventLog['enrol']>>

const failed = (kind: string): Enrolled =>
  ({ ok: false, error: { kind, detail: `the log is ${kind}` } }) as unknown as Enrolled
const onRecord = { ok: true, value: { kid: 'police-1' } } as unknown as Enrolled

/** A log that answers so, one time after the other. */
const enrolAt = (answers: readonly Enrolled[]) => {
  const left = [...answers]
  const log = { enrol: async () => left.shift()! }
  return enrolWhenPossible(log, pino({ level: 'silent' }), new AbortController().signal).then(() => left)
}

test('a key is put on record as soon as the log answers again', async () => {
  expect(await enrolAt([failed('unavailable'), onRecord, onRecord])).toEqual([onRecord])
})

test('a key that the log does not vouch for ends the agency, and is not tried again', async () => {
  await expect(enrolAt([failed('untrusted'), onRecord])).rejects.toThrow('the log is untrusted')
})

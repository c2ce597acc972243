import { createPolicy, type Reader, readStream } from '@concord/access'
import { err, ok } from '@concord/kernel'
import type { JournaledEvent } from '@concord/projection'
import { expect, test } from 'vitest'
import { openRecordOfReads } from './record-of-reads.ts'

const journaled = (ordinal: number, stream: string, data: object): JournaledEvent => ({
  ordinal,
  position: BigInt(ordinal),
  id: `R-${ordinal}`,
  type: 'PersonalDataRead',
  stream,
  revision: 0,
  recordedAt: '2025-04-23T12:00:00.000Z',
  data: JSON.stringify(data),
  metadata: '{}',
})
const part = (owner: string) => ({ owner, incident: `INC-${owner}`, subjects: [], fields: ['x'], results: 1 })
const readOf = (...owners: string[]) => ({ reader: { agency: 'joc' }, parts: owners.map(part) })
const stream = readStream('joc', '2025-04-23', 'joc', 'run', 0)
const events = [
  journaled(1, stream, readOf('police')),
  journaled(2, 'police-INC-7', readOf('police')),
  journaled(3, stream, readOf('police', 'border')),
]

const auditor = (agency: string): Reader => ({
  agency,
  subject: 'auditor-1',
  roles: ['auditor'],
  purpose: undefined,
  case: undefined,
})

const given = (recording: 'works' | 'fails' = 'works') => {
  const looks: unknown[] = []
  const record = openRecordOfReads({
    journal: {
      after: (ordinal, limit) => events.filter((event) => event.ordinal > ordinal).slice(0, limit),
      pick: (ordinals) => events.filter(({ ordinal }) => ordinals.includes(ordinal)),
    },
    policy: createPolicy({ agencies: ['police', 'border', 'joc'], oversight: ['joc'] }),
    audit: {
      recordConsultation: async (reader, question, results) => {
        looks.push([reader.agency, question, results])
        return recording === 'works'
          ? ok({ event: 'E', stream: 'S', position: 1n })
          : err({ code: 'read-record-unavailable', detail: 'Not now.', retryAfterS: 2 })
      },
    },
  })
  return { looks, record }
}

test('an auditor is shown the latest first, and of each what concerns their agency', async () => {
  const { record } = given()
  const shownTo = async (agency: string) => {
    const answer = await record(auditor(agency), {})
    return answer.ok && answer.reads.map(({ event, parts }) => [event, parts.map(({ owner }) => owner)])
  }
  expect(await shownTo('joc')).toEqual([
    ['R-3', ['police', 'border']],
    ['R-1', ['police']],
  ])
  expect(await shownTo('police')).toEqual([
    ['R-3', ['police']],
    ['R-1', ['police']],
  ])
  expect(await shownTo('border')).toEqual([['R-3', ['border']]])
})

test('a look is on record before anything is shown, with the question and how much was found', async () => {
  const { record, looks } = given()
  await record(auditor('border'), { owner: 'border' })
  expect(looks).toEqual([['border', { owner: 'border' }, 1]])
})

test('a look that cannot be put on record shows nothing', async () => {
  const { record, looks } = given('fails')
  expect(await record(auditor('joc'), {})).toEqual({ ok: false, detail: 'Not now.' })
  expect(looks).toHaveLength(1)
})

import type { RecordedRead } from '@concord/access'
import { expect, test } from 'vitest'
import { apiOver, tokenOf } from '../testing/api-over.ts'
import { borderNight } from '../testing/border-night.ts'
import { tell } from '../testing/told-event.ts'

const sealed = { $sealed: { key: 'K', iv: 'iv', ciphertext: 'zq7secret', tag: 'tag' } }
const log = tell([
  { ...borderNight[0]!, data: { kind: 'wildfire', interview: { subject: 'S-4', name: sealed } } },
])

const read = (at: string, purpose: string, onward: readonly string[]): RecordedRead => ({
  event: `read-${at}`,
  recordedAt: at,
  reader: { agency: 'border', subject: 'chief-7', roles: ['commander'] },
  purpose,
  case: 'C-7',
  at,
  parts: [
    {
      owner: 'border',
      incident: 'FIRE',
      subjects: ['S-4', 'S-9'],
      fields: ['SightingReported.interview.name'],
      results: 1,
    },
  ],
  position: '9',
  onward: [...onward],
})

test('who reads says to whom it goes on, and that is put on record with the read', async () => {
  const asked: unknown[] = []
  const served = apiOver(log, {
    openPersonal: async (_reader, wanted, shown) => {
      asked.push([wanted.map(({ paths }) => paths), shown.onward])
      return {
        ok: true,
        values: [{ event: log[0]!.id, path: 'interview.name', state: 'open', value: 'Bat' }],
      }
    },
  })
  const query = (onward: string) =>
    `{ event(id: "E-1") { personal { opened(onward: ${onward}) { value } } } }`
  const commander = tokenOf('border', ['commander'], 'search', 'C-7')

  await served.ask(commander, query('["police", "north"]'))
  await served.ask(commander, query('[]'))
  const bad = await served.ask(commander, query('["Somebody Else"]'))

  expect(asked).toEqual([
    [[['interview.name']], ['police', 'north']],
    [[['interview.name']], []],
  ])
  expect(bad.errors?.map(({ extensions }) => extensions.code)).toEqual(['BAD_INPUT'])
})

test('the position of a read is the one that its answer stands on, however the log grows meanwhile', async () => {
  const { picture } = apiOver(log)
  const positions: bigint[] = []
  let recorded = 40n
  const served = apiOver(log, {
    picture: {
      ...picture,
      standingFor: (reader) => ({ ...picture.standingFor(reader), position: recorded++ }),
    },
    openPersonal: async (_reader, _wanted, { position }) => {
      positions.push(position)
      return {
        ok: true,
        values: [{ event: log[0]!.id, path: 'interview.name', state: 'open', value: 'Bat' }],
      }
    },
  })
  const commander = tokenOf('border', ['commander'], 'search', 'C-7')
  const query = '{ event(id: "E-1") { personal { opened { value } } } }'

  const told = [await served.ask(commander, query), await served.ask(commander, query)]

  expect(told.map(({ extensions }) => extensions?.concord.position)).toEqual(positions.map(String))
  expect(new Set(positions).size).toBe(2)
})

test('a person’s access report names agencies, purposes, fields and to whom it went on, and no officer, case or other person', async () => {
  const questions: unknown[] = []
  const served = apiOver(log, {
    recordOfReads: async (_auditor, question) => {
      questions.push(question)
      return {
        ok: true,
        reads: [
          read('2025-04-24T10:00:00Z', 'search', ['police']),
          read('2025-04-23T10:00:00Z', 'identity', []),
        ],
      }
    },
  })
  const query = '{ accessReport(subject: "S-4") { subject accesses { at agency purpose fields onward } } }'

  const { data } = await served.ask(tokenOf('border', ['auditor']), query)
  const refused = await served.ask(tokenOf('border', ['commander']), query)

  const common = { agency: 'border', fields: ['SightingReported.interview.name'] }
  expect(data.accessReport).toEqual({
    subject: 'S-4',
    accesses: [
      { ...common, at: '2025-04-24T10:00:00Z', purpose: 'search', onward: ['police'] },
      { ...common, at: '2025-04-23T10:00:00Z', purpose: 'identity', onward: [] },
    ],
  })
  expect(JSON.stringify(data)).not.toMatch(/chief-7|C-7|S-9/)
  expect(questions).toEqual([{ subject: 'S-4' }])
  expect(refused.errors?.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN'])
})

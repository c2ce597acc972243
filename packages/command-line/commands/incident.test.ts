import { expect, onTestFinished, test, vi } from 'vitest'
import { AnswerError } from '../joint-api.ts'
import { printIncident } from './incident.ts'
import { incidentSections } from './incident-sections.ts'
import { analyst } from './testing/analyst.ts'

const since = '2026-01-05T10:00:00+08:00'

const nothing = Object.fromEntries(incidentSections.map(({ name }) => [name, []]))

const flood = {
  ...nothing,
  ...{ id: 'INC-7', form: 'INCIDENT', kind: 'flood', title: null, mode: 'EXERCISE', status: 'ACTIVE' },
  ...{ statusSince: since, severity: 'SEVERE', lead: null, agencies: ['police', 'border'], openedAt: since },
  ...{ changedAt: since, disposition: null, mergedInto: null, serves: [], place: null },
}

const answering = (incident: unknown): { readonly asked: unknown[]; readonly lines: string[] } => {
  onTestFinished(() => void vi.unstubAllGlobals())
  const asked: unknown[] = []
  vi.stubGlobal('fetch', async (_: string, { body }: { readonly body: string }) => {
    asked.push(JSON.parse(body).variables)
    return Response.json({ data: { incident }, extensions: { concord: { position: '9', imported: 2 } } })
  })
  return { asked, lines: [] }
}

const outputTo = (lines: string[], json = false) => ({
  json,
  watched: false,
  out: (line: string) => void lines.push(line),
  err: (line: string) => void lines.push(`err ${line}`),
})

test('of an incident its head is printed, and what is known of it, nothing else', async () => {
  const { asked, lines } = answering({
    ...flood,
    facts: [
      {
        ...{ about: 'casualties', name: 'injured', contradicted: true },
        statements: [
          { agency: 'police', value: 3, unit: 'people', overruled: false, since },
          { agency: 'border', value: 5, unit: 'people', overruled: false, since },
        ],
      },
    ],
    requests: [
      {
        ...{ request: 'R1', of: 'border', by: 'police', what: 'boats', state: 'REQUESTED', since },
        ...{ personnel: null, personnelBound: 0, quantity: 3, quantityBound: 1 },
      },
    ],
  })

  await printIncident(analyst, 'INC-7', { valid: since }, outputTo(lines))

  expect(asked).toEqual([{ id: 'INC-7', asOf: { valid: since } }])
  expect(lines).toEqual([
    'incident:  INC-7, flood',
    `status:    active since ${since}`,
    'mode:      exercise',
    'severity:  severe',
    'agencies:  police border',
    `opened:    ${since}, last changed ${since}`,
    '\nfacts',
    'about       what     value  unit    says    since                      standing',
    `casualties  injured  3      people  police  ${since}  contradicted`,
    `casualties  injured  5      people  border  ${since}  contradicted`,
    '\nrequests',
    'request  by      of      state      since                      people  quantity  what',
    `R1       police  border  requested  ${since}          1 of 3    boats`,
    'err \nanswered at position 9',
    'err includes 2 imported records, which count as known when the older system recorded them',
  ])
})

test('of a conflict both sides are named, whether they are facts or what somebody is bound to', async () => {
  const { lines } = answering({
    ...flood,
    conflicts: [
      {
        ...{ settled: false, since },
        fact: { about: 'gauge', name: 'levelCm', statements: [{ agency: 'police', value: 410 }] },
      },
      {
        ...{ settled: true, since, agency: 'border', unit: null, personnel: 12 },
        commitments: [{ use: 'INC-7/R1' }, { use: 'OP-1/T2' }],
      },
    ],
  })

  await printIncident(analyst, 'INC-7', {}, outputTo(lines))

  expect(lines.slice(lines.indexOf('\nconflicts') + 2, -2)).toEqual([
    `${since}  open     gauge levelCm: police 410`,
    `${since}  settled  border 12 people for INC-7/R1 and OP-1/T2`,
  ])
})

test('for a script the answer is one line, as the API gave it', async () => {
  const { lines } = answering(flood)
  await printIncident(analyst, 'INC-7', {}, outputTo(lines, true))
  expect(lines.map((line) => JSON.parse(line))).toEqual([flood])
})

test('an incident of which nothing is known to who asks is told to be none', async () => {
  const { lines } = answering(null)
  await expect(printIncident(analyst, 'INC-8', {}, outputTo(lines))).rejects.toThrow(
    new AnswerError('joc/analyst knows nothing of INC-8 at that moment.'),
  )
  expect(lines).toEqual([])
})

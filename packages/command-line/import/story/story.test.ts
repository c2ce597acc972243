import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { collect, storyLine as line, saying } from '../testing/given-input.ts'
import { readStory } from './story.ts'

const options = { file: 's.ndjson', system: 'older', agencies: ['police', 'border'] }

describe('reading a story', () => {
  it('keeps when it happened, when it was recorded and who may see it', async () => {
    const { lines } = await collect(readStory(saying(line({})), options))
    expect(lines).toEqual([
      {
        type: 'TaskAccepted',
        incident: 'OP-1',
        system: 'older',
        reference: 'X-1',
        occurredAt: '2025-04-23T14:31:00+08:00',
        recordedAt: '2025-04-23T14:31:00+08:00',
        mode: 'operational',
        marking: { tlp: 'AMBER', releaseTo: ['police'] },
        data: { task: 'T1' },
      },
    ])
  })

  it.each([
    ['TLP:RED', 'RED'],
    ['amber', 'AMBER'],
    ['Amber Strict', 'AMBER+STRICT'],
    ['TLP:AMBER+STRICT', 'AMBER+STRICT'],
    ['white', 'CLEAR'],
  ])('reads the traffic light %s as %s', async (tlp, meant) => {
    const { lines } = await collect(readStory(saying(line({ handling: { tlp } })), options))
    expect(lines[0]!.marking).toEqual({ tlp: meant })
  })

  it.each([
    ['Ulkhan closed (passengers, vehicles) because of the quarantine', 'quarantine'],
    ['Closed due to a chemical leak; lorries wait', 'chemical leak'],
    ['Ulkhan closed', undefined],
  ])('reads from the prose of a crossing, %s, why it is closed', async (summary, reason) => {
    const data = { checkpoint: 'ULKHAN', status: 'closed' }
    const told = (id: string, further: object) =>
      line({ id, agency: 'border', type: 'CheckpointStatusChanged', summary, data: { ...data, ...further } })
    const both = saying(`${told('X-1', {})}\n${told('X-2', { reason: 'storm' })}`)
    const { lines } = await collect(readStory(both, options))
    expect(lines.map(({ data }) => (data as { reason?: string }).reason)).toEqual([reason, 'storm'])
  })

  it('takes one who may see it for a list of one', async () => {
    const told = line({ handling: { tlp: 'RED', releaseTo: 'Border' } })
    const { lines } = await collect(readStory(saying(told), options))
    expect(lines[0]!.marking).toEqual({ tlp: 'RED', releaseTo: ['border'] })
  })

  it('guesses no traffic light: a line with another is not brought in', async () => {
    const { lines, bad } = await collect(
      readStory(saying(line({ handling: { tlp: 'CONFIDENTIAL' } })), options),
    )
    expect([lines.length, bad.length]).toEqual([0, 1])
  })

  it('takes what is null for not told', async () => {
    const nothing = { mode: null, handling: null, summary: null, data: null, occurredUntil: null }
    const { lines } = await collect(readStory(saying(line(nothing)), options))
    expect(lines[0]).toMatchObject({ mode: 'operational', data: {} })
    for (const field of ['marking', 'summary', 'occurredUntil']) expect(lines[0]).not.toHaveProperty(field)
  })

  it('keeps the law that permits the record, apart from the one that permits an act', async () => {
    const told = line({ legalBasis: 'Police Act s. 5', data: { task: 'T1', legalBasis: 'warrant 7' } })
    const { lines } = await collect(readStory(saying(told), options))
    expect(lines[0]).toMatchObject({
      legalBasis: 'Police Act s. 5',
      data: { task: 'T1', legalBasis: 'warrant 7' },
    })
  })

  it('writes out whose task it is where the prose names an agency, and only then', async () => {
    const opened = {
      type: 'JointOperationOpened',
      summary: 'tasks T1 police road blocks, T2 nobody in particular, T3 border of the lake',
      data: { tasks: ['T1', 'T2', 'T3'] },
    }
    const { lines } = await collect(readStory(saying(line(opened)), options))
    expect(lines[0]!.data).toEqual({
      tasks: [
        { id: 'T1', agency: 'police', title: 'road blocks' },
        { id: 'T2' },
        { id: 'T3', agency: 'border', title: 'border of the lake' },
      ],
    })
  })

  it('says whose unit a decision is about once the unit was named', async () => {
    const text = [
      line({ agency: 'border', data: { unit: 'B-1' } }),
      line({ type: 'DecisionRecorded', data: { unit: 'B-1' } }),
    ].join('\n')
    const { lines } = await collect(readStory(saying(text), options))
    expect(lines[1]!.data).toEqual({ unit: 'B-1', agency: 'border' })
  })

  it('lets a unit go from what it was bound to last, where a line does not say from what', async () => {
    const text = [
      line({ type: 'TaskAccepted', data: { task: 'T1', unit: 'B-1' } }),
      line({ type: 'ResourceCommitted', data: { request: 'R1', unit: 'B-1' } }),
      line({ type: 'ResourceReleased', data: { unit: 'B-1' } }),
      line({ type: 'ResourceReleased', data: { unit: 'B-2' } }),
    ].join('\n')
    const { lines } = await collect(readStory(saying(text), options))
    expect(lines.slice(2).map(({ data }) => data)).toEqual([
      { unit: 'B-1', request: 'R1' },
      { unit: 'B-2', task: 'OP-1' },
    ])
  })

  it('reads allocations told as a table, and tasks that carry their name as an assignment does', async () => {
    const text = [
      line({ type: 'DecisionRecorded', data: { unit: 'B-9', allocations: { T2: 8, R1: 6 } } }),
      line({ type: 'JointOperationOpened', data: { tasks: [{ task: 'T1', agency: 'police' }] } }),
    ].join('\n')
    const { lines } = await collect(readStory(saying(text), options))
    expect(lines.map(({ data }) => data)).toMatchObject([
      {
        allocations: [
          { use: 'T2', personnel: 8 },
          { use: 'R1', personnel: 6 },
        ],
      },
      { tasks: [{ id: 'T1', agency: 'police' }] },
    ])
  })

  it('says of a task in full whose it is and what it is, whatever the words for that', async () => {
    const data = { tasks: [{ id: 'T1', to: 'police', what: 'road blocks' }] }
    const { lines } = await collect(readStory(saying(line({ type: 'JointOperationOpened', data })), options))
    expect(lines[0]!.data).toMatchObject({ tasks: [{ id: 'T1', agency: 'police', title: 'road blocks' }] })
  })

  it('takes a correction under a name of its own for a report of the type that it corrects', async () => {
    const text = [
      line({ id: 'X-1', agency: 'border', type: 'CheckpointStatusChanged', data: { checkpoint: 'C-1' } }),
      line({
        id: 'X-2',
        agency: 'border',
        type: 'CheckpointStatusCorrected',
        corrects: 'X-1',
        data: { post: 'C-1' },
      }),
      line({ id: 'X-3', agency: 'border', type: 'CheckpointReviewed', corrects: 'X-2', data: {} }),
      line({ id: 'X-4', agency: 'border', type: 'BridgeCorrected', corrects: 'X-0', data: {} }),
    ].join('\n')
    const records = (_: string, type: string) => type === 'CheckpointStatusChanged'
    const { lines } = await collect(readStory(saying(text), { ...options, records }))
    expect(lines).toMatchObject([
      { type: 'CheckpointStatusChanged' },
      { type: 'CheckpointStatusChanged', corrects: 'X-1', data: { checkpoint: 'C-1' } },
      { type: 'CheckpointStatusChanged', corrects: 'X-2' },
      { type: 'BridgeCorrected', corrects: 'X-0' },
    ])
  })

  it.each([
    ['whom', 'PrisonerEscapeReported', { subjects: ['P-1'], soum: '2134' }, { count: 2 }],
    ['where', 'SightingReported', { lat: 49.1, lon: 112.1 }, { grade: 'B2' }],
    ['which thing', 'CheckpointStatusChanged', { checkpoint: 'C-1', status: 'closed' }, {}],
  ])('says %s a correction is about that leaves it to what it corrects', async (_, type, about, data) => {
    const corrected = (id: string, told: object) =>
      line({ id, type: type.replace(/Reported|Changed/, 'Corrected'), corrects: 'X-1', data: told })
    const text = [line({ id: 'X-1', type, data: about }), corrected('X-2', data), corrected('X-3', {})]
    const { lines } = await collect(readStory(saying(text.join('\n')), options))
    expect(lines.slice(1)).toMatchObject([{ data: { ...about, ...data } }, { data: about }])
  })

  it('says of a correction nothing else that it leaves out, and of whom it says anew nobody else', async () => {
    const told = { subjects: ['P-1', 'P-2'], count: 2, note: 'over the wall', name: 'Bat', soum: '2134' }
    const text = [
      line({ id: 'X-1', type: 'PrisonerEscapeReported', data: told }),
      line({ id: 'X-2', type: 'PrisonerEscapeCorrected', corrects: 'X-1', data: { subjects: ['P-1'] } }),
      line({ id: 'X-3', type: 'ReportFiled', data: { subjects: ['Ganbold Bat'] } }),
      line({ id: 'X-4', type: 'ReportFiled', corrects: 'X-3', data: { count: 1 } }),
    ].join('\n')
    const { lines } = await collect(readStory(saying(text), options))
    expect(lines[1]!.data).toEqual({ subjects: ['P-1'], soum: '2134' })
    expect(lines[3]!.data).toEqual({ count: 1 })
  })

  it('says of a correction for others nothing that it leaves out', async () => {
    const handling = { tlp: 'AMBER', releaseTo: ['police', 'border'] }
    const text = [
      line({ id: 'X-1', type: 'SightingReported', data: { subject: 'P-1' }, handling: { tlp: 'RED' } }),
      line({ id: 'X-2', type: 'SightingCorrected', corrects: 'X-1', data: { grade: 'B2' }, handling }),
    ].join('\n')
    const { lines } = await collect(readStory(saying(text), options))
    expect(lines[1]!.data).not.toHaveProperty('subject')
  })

  it.each([
    ['ReportRetracted', { retracts: 'P-9' }],
    ['ReportRetracted', { corrects: 'P-9' }],
    ['SightingRetracted', { corrects: 'P-9' }],
    ['ReportRetracted', { data: { target: 'P-9' } }],
    ['SightingRetracted', { data: { sighting: 'P-9' } }],
    ['ReportRetracted', { data: { record: 'P-9', report: 'it was an angler' } }],
  ])('takes back what a %s names, wherever it names it: %j', async (type, named) => {
    const { lines } = await collect(readStory(saying(line({ type, data: {}, ...named })), options))
    expect(lines).toMatchObject([{ type: 'ReportRetracted', retracts: 'P-9' }])
    expect(lines[0]).not.toHaveProperty('corrects')
  })

  it('keeps plans and orders under their own names, whichever incident they are told of in', async () => {
    const text = [
      line({ type: 'PlanActivated', incident: 'INC-1', data: { planId: 'ESCAPES', version: 2 } }),
      line({ type: 'OrderIssued', incident: 'OP-1', data: { order: 'O-7', units: ['B-7'] } }),
      line({ type: 'PlanActivated', incident: 'ESCAPES', data: {} }),
    ].join('\n')
    const { lines } = await collect(readStory(saying(text), options))
    expect(lines).toMatchObject([
      { incident: 'ESCAPES', data: { edition: '2' } },
      { incident: 'O-7', data: { operation: 'OP-1', units: ['B-7'] } },
      { incident: 'ESCAPES' },
    ])
  })

  it('keeps a break-glass as a report, which opens nothing', async () => {
    const broken = line({ type: 'BreakGlassInvoked', data: { reason: 'lives at risk' } })
    const { lines } = await collect(readStory(saying(broken), options))
    expect(lines).toMatchObject([
      { type: 'ReportFiled', data: { reason: 'lives at risk', reportType: 'BreakGlassInvoked' } },
    ])
  })

  it('knows of which incident a fact is that is decided on in an operation, by what the decision rests on', async () => {
    const text = [
      line({ id: 'X-1', incident: 'INC-1', type: 'CasualtiesReported', data: { injured: 6 } }),
      line({ id: 'X-2', incident: 'INC-2', type: 'CasualtiesReported', data: { injured: 9 } }),
      line({ id: 'D-1', type: 'DecisionRecorded', data: { fact: 'injured', value: 8, basis: ['X-1'] } }),
      line({
        id: 'D-1',
        type: 'DecisionRecorded',
        data: { fact: 'injured', value: 8, basis: ['X-1', 'X-2'] },
      }),
      line({
        id: 'D-1',
        type: 'DecisionRecorded',
        incident: 'INC-1',
        data: { fact: 'injured', value: 8, basis: ['X-1'] },
      }),
    ].join('\n')
    const { lines } = await collect(readStory(saying(text), options))
    const facts = lines.slice(2).map(({ data }) => (data as { fact: unknown }).fact)
    const fact = { name: 'injured', value: 8 }
    expect(facts).toEqual([{ incident: 'INC-1', ...fact }, fact, fact])
  })

  it('does not guess what a decision rests on where two agencies use the same reference', async () => {
    const decision = { type: 'DecisionRecorded', data: { fact: 'injured', value: 8, basis: ['X-1'] } }
    const text = [
      line({ agency: 'police', incident: 'INC-1', type: 'CasualtiesReported', data: { injured: 6 } }),
      line({ id: 'D-1', ...decision }),
      line({ agency: 'border', incident: 'INC-2', type: 'CasualtiesReported', data: { injured: 9 } }),
      line({ id: 'D-2', ...decision }),
    ].join('\n')
    const { lines } = await collect(readStory(saying(text), options))
    const facts = [lines[1], lines[3]].map((one) => (one!.data as { fact: unknown }).fact)
    const fact = { name: 'injured', value: 8 }
    expect(facts).toEqual([{ incident: 'INC-1', ...fact }, fact])
  })

  it('does not take who decides about a unit for whose unit it is', async () => {
    const text = line({ agency: 'police', type: 'DecisionRecorded', data: { unit: 'B-9' } })
    const { lines } = await collect(readStory(saying(`${text}\n${text}`), options))
    expect(lines.map(({ data }) => data)).toEqual([{ unit: 'B-9' }, { unit: 'B-9' }])
  })

  it('reads a court condition from its handling code', async () => {
    const { lines } = await collect(
      readStory(saying(line({ handling: { tlp: 'RED', conditions: 'H1: ask first' } })), options),
    )
    expect(lines[0]!.marking).toEqual({
      tlp: 'RED',
      conditions: 'H1: ask first',
      courtUse: 'with-permission',
    })
  })

  it('puts the detections behind the name of a feed, and keeps the line where there is no such feed', async () => {
    const feed = line({ type: 'HotspotBatchIngested', data: { file: 'a.csv', rows: 1, new: 1 } })
    const detection = { lat: 1, lon: 2, acquiredAt: '2025-04-23T00:00:00Z', satellite: 'T', confidence: 9 }
    const found = await collect(readStory(saying(feed), { ...options, detections: async () => [detection] }))
    const missing = await collect(readStory(saying(feed), { ...options, detections: async () => undefined }))
    expect(found.lines[0]!.data).toEqual({ file: 'a.csv', rows: 1, detections: [detection] })
    expect(missing.lines[0]!.data).toEqual({ file: 'a.csv', rows: 1, new: 1 })
  })

  it('tells the place of a line that cannot be read and goes on', async () => {
    const text = ['{', line({ occurredAt: '2025-04-23T14:31:00' }), line({})].join('\n')
    const { lines, bad } = await collect(readStory(saying(text), options))
    expect(bad.map((one) => one.place)).toEqual(['s.ndjson:1', 's.ndjson:2'])
    expect(lines).toHaveLength(1)
  })
})

it('reads a story that begins with a byte order mark, and tells of characters that are not UTF-8', async () => {
  const text = Buffer.from(`\ufeff${line({})}\n`)
  const inLatin1 = Buffer.from(line({ id: 'X-2', summary: 'Z\u00fcrich' }), 'latin1')
  const input = Readable.from([Buffer.concat([text, inLatin1])])
  const { lines, bad } = await collect(readStory(input, options))
  expect(lines).toHaveLength(1)
  expect(bad).toEqual([{ place: expect.stringMatching(/:2$/), detail: expect.stringContaining('UTF-8') }])
})

it('reads what rightly says that a character was lost elsewhere, and any other character', async () => {
  const summary = 'Z\ufffdrich \u2028 Улаанбаатар 🚁'
  const bytes = Buffer.from(line({ summary }))
  // Cut in the middle of a character.
  const input = Readable.from([bytes.subarray(0, bytes.length - 30), bytes.subarray(bytes.length - 30)])
  const { lines, bad } = await collect(readStory(input, options))
  expect([lines.map((one) => one.summary), bad]).toEqual([[summary], []])
})

import { describe, expect, it } from 'vitest'
import { readStory } from './story.ts'
import { collect, storyLine as line, saying } from './testing/given-input.ts'

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
      summary: 'tasks T1 police road blocks, T2 nobody in particular',
      data: { tasks: ['T1', 'T2'] },
    }
    const { lines } = await collect(readStory(saying(line(opened)), options))
    expect(lines[0]!.data).toEqual({
      tasks: [{ id: 'T1', agency: 'police', title: 'road blocks' }, { id: 'T2' }],
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
    ['ReportRetracted', { retracts: 'P-9' }],
    ['ReportRetracted', { corrects: 'P-9' }],
    ['SightingRetracted', { corrects: 'P-9' }],
    ['ReportRetracted', { data: { target: 'P-9' } }],
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

  it('names agencies in letters and digits, and lets one stand in for another that is not here', async () => {
    const handling = { tlp: 'AMBER', releaseTo: ['Health', 'police', 'liaison-ro'] }
    const standIns = new Map([['health', 'police']])
    const told = line({ agency: 'Health', type: 'ContactsTraced', data: { contacts: 14 }, handling })
    const { lines } = await collect(readStory(saying(told), { ...options, standIns }))
    expect(lines[0]).toMatchObject({
      data: { contacts: 14, onBehalfOf: 'health' },
      marking: { releaseTo: ['police', 'liaisonro'] },
    })
  })

  it('names in everything else, too, who stands in for somebody that is not here', async () => {
    const standIns = new Map([['health', 'police']])
    const text = [
      line({ type: 'TaskAssigned', data: { task: 'T1', to: 'Health', by: 'health' } }),
      line({ type: 'ResourceRequested', data: { of: 'health', personnel: 4 } }),
      line({ type: 'ReleaseGranted', data: { event: 'P-1', to: ['health', 'police', 'border'] } }),
      line({
        type: 'JointOperationOpened',
        summary: 'T2 health contact tracing',
        data: { tasks: [{ id: 'T1', agency: 'health' }, 'T2'] },
      }),
      line({ agency: 'health', type: 'ReleaseRequested', data: { of: 'border', event: 'B-1' } }),
    ].join('\n')
    const { lines } = await collect(readStory(saying(text), { ...options, standIns }))
    expect(lines.map(({ data }) => data)).toEqual([
      { task: 'T1', agency: 'police', by: 'health' },
      { of: 'police', personnel: 4 },
      { event: 'P-1', to: ['police', 'border'] },
      {
        tasks: [
          { id: 'T1', agency: 'police' },
          { id: 'T2', agency: 'police', title: 'contact tracing' },
        ],
      },
      { of: 'border', event: 'B-1', to: ['police'], onBehalfOf: 'health' },
    ])
  })

  it('keeps apart what two agencies know by the same reference where one stands in for the other', async () => {
    const standIns = new Map([['health', 'police']])
    const text = [line({ id: 'H-1' }), line({ id: 'H-1', agency: 'health' })].join('\n')
    const { lines } = await collect(readStory(saying(text), { ...options, standIns }))
    expect(lines).toMatchObject([
      { system: 'older', reference: 'H-1' },
      { system: 'older/health', reference: 'H-1' },
    ])
  })

  it('says several times what a line says of several records or incidents', async () => {
    const text = [
      line({ id: 'X-1', type: 'ReleaseGranted', data: { events: ['P-1', 'P-2'], to: ['border'] } }),
      line({ id: 'X-2', type: 'IncidentsMerged', incident: 'A', data: { into: 'A', merged: ['B'] } }),
      line({
        id: 'X-3',
        type: 'IncidentsMerged',
        incident: 'A',
        data: { incidents: ['A', 'C', 'D'], into: 'A' },
      }),
      line({ id: 'X-4', type: 'IncidentsMerged', incident: 'A', data: { incidents: ['A', 'E', 'F'] } }),
      line({ id: 'X-5', type: 'ReportsReleased', data: { records: ['P-1', 'P-2'], partner: 'border' } }),
    ].join('\n')
    const { lines } = await collect(readStory(saying(text), options))
    expect(lines).toMatchObject([
      { reference: 'X-1', data: { event: 'P-1', to: ['border'] } },
      { reference: 'X-1.2', data: { event: 'P-2', to: ['border'] } },
      { reference: 'X-2', incident: 'B', data: { into: 'A' } },
      { reference: 'X-3', incident: 'C', data: { into: 'A' } },
      { reference: 'X-3.2', incident: 'D', data: { into: 'A' } },
      { reference: 'X-4', incident: 'E', data: { into: 'A' } },
      { reference: 'X-4.2', incident: 'F', data: { into: 'A' } },
      { reference: 'X-5', type: 'ReleaseGranted', data: { event: 'P-1', to: ['border'] } },
      { reference: 'X-5.2', type: 'ReleaseGranted', data: { event: 'P-2', to: ['border'] } },
    ])
  })

  describe('what takes an earlier release back reaches all that it released', () => {
    const release = (changes: object) =>
      line({
        id: 'X-1',
        type: 'ReleaseGranted',
        data: { events: ['P-1', 'P-2'], to: ['border'] },
        ...changes,
      })

    const revoked = [
      { reference: 'X-2', type: 'ReleaseRevoked', data: { event: 'P-1', to: ['border'] } },
      { reference: 'X-2.2', type: 'ReleaseRevoked', data: { event: 'P-2', to: ['border'] } },
    ]

    it.each([
      ['a retraction', { type: 'ReportRetracted', retracts: 'X-1', data: {} }],
      ['a retraction that names it in its details', { type: 'ReportRetracted', data: { event: 'X-1' } }],
      ['a revocation that names only the release', { type: 'ReleaseWithdrawn', data: { release: 'X-1' } }],
      [
        'a revocation of the release as if it were a record',
        { type: 'ReleaseRevoked', data: { event: 'X-1' } },
      ],
    ])('%s', async (_, taken) => {
      const text = [release({}), line({ id: 'X-2', ...taken })].join('\n')
      const { lines } = await collect(readStory(saying(text), options))
      expect(lines.slice(2)).toMatchObject(revoked)
      for (const one of lines) expect(one).not.toHaveProperty('retracts')
    })

    it('a correction, which releases what it names instead', async () => {
      const data = { events: ['P-2', 'P-3'], to: ['border'] }
      const text = [release({}), release({ id: 'X-2', corrects: 'X-1', data })].join('\n')
      const { lines } = await collect(readStory(saying(text), options))
      expect(lines.slice(2)).toMatchObject([
        ...revoked,
        { reference: 'X-2.3', type: 'ReleaseGranted', data: { event: 'P-2' } },
        { reference: 'X-2.4', type: 'ReleaseGranted', data: { event: 'P-3' } },
      ])
      for (const one of lines) expect(one).not.toHaveProperty('corrects')
    })

    it('a retraction of a retraction, which gives it again', async () => {
      const text = [
        release({}),
        line({ id: 'X-2', type: 'ReportRetracted', retracts: 'X-1', data: {} }),
        line({ id: 'X-3', type: 'ReportRetracted', retracts: 'X-2', data: {} }),
      ].join('\n')
      const { lines } = await collect(readStory(saying(text), options))
      expect(lines.slice(4)).toMatchObject([
        { reference: 'X-3', type: 'ReleaseGranted', data: { event: 'P-1', to: ['border'] } },
        { reference: 'X-3.2', type: 'ReleaseGranted', data: { event: 'P-2', to: ['border'] } },
      ])
    })

    it('not one of another agency under the same reference', async () => {
      const text = [
        release({ agency: 'border' }),
        line({ id: 'X-2', type: 'ReportRetracted', retracts: 'X-1', data: {} }),
      ].join('\n')
      const { lines } = await collect(readStory(saying(text), options))
      expect(lines[2]).toMatchObject({ type: 'ReportRetracted', retracts: 'X-1' })
    })
  })

  it('gives a code to each person who is told of by name', async () => {
    const data = {
      subject: 'K-1',
      name: 'the pass',
      witness: { name: 'Ganbold', phone: '99112233' },
      interview: { subject: 'Saran Bat', notes: 'saw nothing' },
      people: [{ subject: 'P-1', name: 'Oyun' }, { name: 'Tuya' }],
      suspect: 'Bold Dorj',
    }
    const { lines } = await collect(readStory(saying(line({ type: 'SightingReported', data })), options))
    expect(lines[0]!.data).toEqual({
      ...data,
      witness: { subject: 'X-1.witness', name: 'Ganbold', phone: '99112233' },
      interview: { subject: 'X-1.interview', name: 'Saran Bat', notes: 'saw nothing' },
      people: [
        { subject: 'P-1', name: 'Oyun' },
        { subject: 'X-1.people.1', name: 'Tuya' },
      ],
      suspect: { subject: 'X-1.suspect', name: 'Bold Dorj' },
    })
  })

  it.each([
    ['IncidentsMerged', { into: 'A' }],
    ['JointOperationOpened', { tasks: [{ id: 'T1', name: 'Road blocks' }] }],
    ['DecisionRecorded', { fact: { name: 'injured', value: 8 } }],
    ['ReleaseRequested', { event: 'P-1' }],
    ['PlaybookAttached', { steps: ['alert'] }],
    ['OrderIssued', { order: 'O-7' }],
    ['BreakGlassInvoked', { reason: 'lives at risk' }],
  ])('gives a code to who is named in a %s, and to nothing that has a name besides', async (type, data) => {
    const named = {
      place: { name: 'Ulikhan pass' },
      supportUnit: { name: 'Border troop 7' },
      stolenVehicles: [{ name: 'UAZ', colour: 'grey' }],
      agencies: [{ name: 'Customs' }],
      checkpoint: { name: 'Ulikhan', facility: { name: 'Hall 2' } },
    }
    const told = line({ type, data: { ...data, ...named, witness: 'Ganbold Bat' } })
    const { lines } = await collect(readStory(saying(told), options))
    expect(lines[0]!.data).toMatchObject({
      ...data,
      ...named,
      witness: { subject: 'X-1.witness', name: 'Ganbold Bat' },
    })
    expect(JSON.stringify(lines[0]!.data).match(/"subject"/g)).toHaveLength(1)
  })

  it('gives a code to who is named within a thing', async () => {
    const told = line({
      type: 'TheftReported',
      data: { vehicle: { name: 'UAZ', driver: { name: 'Bold Dorj' } } },
    })
    const { lines } = await collect(readStory(saying(told), options))
    expect(lines[0]!.data).toEqual({
      vehicle: { name: 'UAZ', driver: { subject: 'X-1.vehicle.driver', name: 'Bold Dorj' } },
    })
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

import { describe, expect, test } from 'vitest'
import type { Change } from '../changes/change.ts'
import { picture } from '../testing/picture.ts'

describe('what an event lets one suppose', () => {
  const missing: Change = { change: 'describe', supposed: { kind: 'missing-person', severity: 'Severe' } }
  const flood: Change = { change: 'describe', kind: 'flood', severity: 'Extreme' }

  test('holds while nobody has said it', () => {
    expect(picture(['watch', missing])).toMatchObject({ kind: 'missing-person', severity: 'Severe' })
    expect(picture(['watch', missing], ['parks', flood])).toMatchObject({
      kind: 'flood',
      severity: 'Extreme',
    })
  })

  test('makes nothing else of what somebody has said, or of what was supposed before', () => {
    const escaped: Change = { change: 'describe', supposed: { kind: 'prison-escape' } }
    expect(picture(['parks', flood], ['watch', missing])).toMatchObject({
      kind: 'flood',
      severity: 'Extreme',
    })
    expect(picture(['watch', missing], ['watch', escaped]).kind).toBe('missing-person')
  })
})

describe('a number that is only supposed', () => {
  const dead = (value: number, supposed?: true): Change => ({
    ...{ change: 'fact', about: 'coach', name: 'dead', value },
    ...(supposed && { supposed }),
  })
  const stated = (...said: readonly (readonly [string, Change])[]) =>
    picture(...said).facts[0]!.statements.map(({ agency, value }) => [agency, value])

  test('gives way to what another agency states, before it or after', () => {
    expect(stated(['watch', dead(3, true)], ['parks', dead(2)])).toEqual([['parks', 2]])
    expect(stated(['parks', dead(2)], ['watch', dead(3, true)])).toEqual([['parks', 2]])
  })

  test('stands beside what another one supposes', () => {
    expect(stated(['watch', dead(3, true)], ['parks', dead(2, true)])).toHaveLength(2)
  })
})

test('a measure keeps its kind and its term, which is prolonged by days or until another day', () => {
  const is = (state: 'imposed' | 'extended' | 'appealed', more: object): Change => ({
    change: 'measure',
    measure: 'M-1',
    kind: { supposed: 'administrative' },
    state,
    ...more,
  })
  const imposed = is('imposed', { kind: 'quarantine', until: '2026-03-23' })
  const after = (...more: readonly Change[]) =>
    picture(...[imposed, ...more].map((change) => ['watch', change] as const)).measures[0]
  expect(after(is('appealed', {}))).toMatchObject({ kind: 'quarantine', until: '2026-03-23' })
  expect(picture(['watch', is('imposed', {})]).measures[0]?.kind).toBe('administrative')
  expect(after(is('extended', { furtherDays: 7 }))).toMatchObject({ until: '2026-03-30' })
  expect(after(is('extended', { until: '2026-03-25', furtherDays: 7 }))).toMatchObject({
    until: '2026-03-25',
  })
})

describe('how it ended', () => {
  const is = (status: 'active' | 'resolved' | 'closed', disposition?: string) =>
    ['watch', { change: 'status', status, disposition }] as const

  test('is what was said last by whoever resolved or closed it', () => {
    expect(picture(is('resolved', 'false alarm')).disposition).toBe('false alarm')
    expect(picture(is('resolved', 'false alarm'), is('closed')).disposition).toBe('false alarm')
    expect(picture(is('resolved', 'rescued'), is('closed', 'false alarm')).disposition).toBe('false alarm')
  })

  test('may be said after it was closed, which does not open it again', () => {
    expect(picture(is('closed'), is('resolved', 'false alarm'))).toMatchObject({
      ...{ status: 'closed', disposition: 'false alarm' },
    })
  })

  test('is open again when it goes on', () => {
    expect(picture(is('resolved', 'false alarm'), is('active')).disposition).toBeUndefined()
    expect(picture(is('resolved', 'false alarm'), is('active'), is('resolved')).disposition).toBeUndefined()
  })
})

test('a merged incident stays merged, whatever is still recorded under its old name', () => {
  const view = picture(
    ['centre', { change: 'status', status: 'merged', into: 'INC-2' }],
    ['watch', { change: 'status', status: 'active' }],
  )
  expect(view).toMatchObject({ status: 'merged', mergedInto: 'INC-2' })
})

test('an unmerged incident goes on from where it was, and what else was held to belong together is left', () => {
  const linked = { change: 'link', a: 'INC-1', b: 'INC-2' } as const
  const view = picture(
    ['watch', { change: 'status', status: 'acknowledged' }],
    ['watch', { ...linked, state: 'linked', relation: 'RELATED' }],
    ['centre', { change: 'status', status: 'merged', into: 'INC-2' }],
    ['centre', { ...linked, state: 'linked', relation: 'REPLACED' }],
    ['watch', { change: 'status', status: 'resolved', disposition: 'contained' }],
    ['centre', { change: 'unmerge', from: 'INC-3' }],
    ['centre', { change: 'unmerge', from: 'INC-2' }],
    ['centre', { ...linked, state: 'unlinked', relation: 'REPLACED' }],
  )
  expect(view).toMatchObject({ status: 'acknowledged', mergedInto: undefined, disposition: undefined })
  expect(view.links.map(({ relation, unlinked }) => [relation, unlinked !== undefined])).toEqual([
    ['RELATED', false],
    ['REPLACED', true],
  ])
})

test('a warning is one, although each message that updates or cancels it names only the one before', () => {
  const is = (state: 'issued' | 'updated' | 'cancelled', message: string, replaces?: string): Change => ({
    ...{ change: 'alert', state, message },
    replaces,
  })
  const chain = [is('issued', 'A-1'), is('updated', 'A-2', 'A-1'), is('cancelled', 'A-3', 'A-2')]
  const view = picture(...chain.map((one) => ['watch', one] as const), ['watch', is('issued', 'B-1')])
  expect(view.alerts.map(({ identifier, state, messages }) => [identifier, state, messages])).toEqual([
    ['A-1', 'cancelled', ['A-1', 'A-2', 'A-3']],
    ['B-1', 'issued', ['B-1']],
  ])
})

describe('a person', () => {
  const is = (status: 'at-large' | 'sighted' | 'detained' | 'in-custody', subject = 'P-1'): Change => ({
    change: 'person',
    subject,
    status,
  })
  const over: Change = { change: 'status', status: 'resolved', unless: 'somebody-out' }

  test('who was seen is still at large; who was caught keeps since when they were out', () => {
    const seen = picture(['watch', is('at-large')], ['parks', is('sighted')])
    expect(seen.persons[0]?.status).toBe('at-large')
    const caught = picture(['watch', is('at-large')], ['parks', is('detained')])
    expect(caught.persons[0]).toMatchObject({ status: 'detained', missing: { source: { agency: 'watch' } } })
  })

  test('who is back does not end it for the other', () => {
    const both = ['watch', is('at-large'), is('at-large', 'P-2')] as const
    expect(picture(both, ['watch', is('in-custody'), over]).status).toBe('reported')
    expect(picture(both, ['watch', is('in-custody'), is('detained', 'P-2'), over]).status).toBe('resolved')
  })
})

describe('a task', () => {
  const is = (state: 'assigned' | 'accepted' | 'completed' | 'overdue' | 'withdrawn'): Change => ({
    change: 'task',
    task: 'T1',
    state,
  })

  test('that is overdue can still be taken on and done', () => {
    const states = (['assigned', 'overdue', 'accepted', 'completed'] as const).map((state) => is(state))
    expect(picture(...states.map((change) => ['watch', change] as const)).tasks[0]?.state).toBe('completed')
  })

  test('that was done or withdrawn is not overdue', () => {
    for (const state of ['completed', 'withdrawn'] as const)
      expect(picture(['watch', is(state)], ['centre', is('overdue')]).tasks[0]?.state).toBe(state)
  })
})

test('a checkpoint is closed since it was closed, whatever becomes of the exceptions', () => {
  const closed = (exceptions: readonly string[]): Change => ({
    change: 'checkpoint',
    checkpoint: 'ULKHAN',
    status: 'closed',
    exceptions,
  })
  const [state] = picture(['watch', closed([])], ['watch', closed(['evacuation'])]).checkpoints
  expect(state?.source.event).not.toBe(state?.exceptionsHeld.source.event)
  expect(state).toMatchObject({ status: 'closed', exceptions: ['evacuation'] })
})

test('a merged incident that is closed under its old name sets nobody free: who was bound goes on in the other one', () => {
  const view = picture(
    ['watch', { change: 'commitment', agency: 'watch', use: 'INC-1/T1', state: 'committed', personnel: 4 }],
    ['centre', { change: 'status', status: 'merged', into: 'INC-2' }],
    ['centre', { change: 'status', status: 'closed' }],
  )
  expect(view).toMatchObject({ status: 'merged', commitments: [{ use: 'INC-1/T1', personnel: 4 }] })
})

test('a request is released when the last of those are let go who were bound to it, by whichever agency', () => {
  const people = (agency: string, state: 'committed' | 'released', personnel?: number) =>
    [agency, { change: 'commitment', agency, use: 'INC-1/R1', state, personnel }] as const
  const asked = ['watch', { change: 'request', request: 'R1', state: 'committed' }] as const
  const after = (...released: readonly (readonly [agency: string, Change])[]) =>
    picture(asked, people('watch', 'committed', 4), people('parks', 'committed', 6), ...released).requests[0]
      ?.state
  expect(after(people('watch', 'released'))).toBe('committed')
  expect(after(people('watch', 'released', 4), people('parks', 'released', 5))).toBe('committed')
  expect(after(people('watch', 'released', 4), people('parks', 'released', 6))).toBe('released')
})

test('people are released in part or altogether', () => {
  const people = (state: 'committed' | 'released', personnel?: number): Change => ({
    change: 'commitment',
    agency: 'watch',
    use: 'INC-1/T1',
    state,
    personnel,
  })
  const committed = ['watch', people('committed', 14)] as const
  expect(picture(committed, ['watch', people('released', 6)]).commitments[0]?.personnel).toBe(8)
  expect(picture(committed, ['watch', people('released')]).commitments).toEqual([])
})

describe('people bound', () => {
  const bound = (agency: string, task: string, unit?: string): Change => ({
    change: 'commitment',
    agency,
    use: `INC-1/${task}`,
    state: 'committed',
    personnel: 4,
    unit,
  })
  const left = (...said: readonly (readonly [agency: string, ...Change[]])[]) =>
    picture(
      ['watch', bound('watch', 'T1', 'W-1'), bound('watch', 'T1', 'W-2'), bound('watch', 'T2')],
      ['parks', bound('parks', 'T1')],
      ...said,
    ).commitments.map(({ agency, unit, use }) => [agency, unit, use].filter(Boolean).join(' '))
  const [first, second, other, parks] = ['watch W-1', 'watch W-2', 'watch', 'parks'].map(
    (who, index) => `${who} INC-1/T${index === 2 ? 2 : 1}`,
  )

  test('are several units of an agency, let go one by one or together', () => {
    const letGo = (unit?: string): Change => ({
      ...{ change: 'commitment', agency: 'watch', use: 'INC-1/T1', state: 'released' },
      unit,
    })
    expect(left()).toEqual([first, second, other, parks])
    expect(left(['watch', letGo('W-1')])).toEqual([second, other, parks])
    expect(left(['watch', letGo()])).toEqual([other, parks])
  })

  test.each([
    ['everybody, by a withdrawn task', 'centre', { change: 'task', task: 'T1', state: 'withdrawn' }, [other]],
    ['who has done it', 'watch', { change: 'task', task: 'T1', state: 'completed' }, [other, parks]],
    ['who declines it after all', 'watch', { change: 'task', task: 'T1', state: 'declined' }, [other, parks]],
    ['nobody, by a deadline', 'centre', { change: 'task', task: 'T1', state: 'overdue' }, undefined],
    ['who stands down', 'centre', { change: 'participant', agency: 'watch', state: 'stood-down' }, [parks]],
    ['everybody, by closing', 'centre', { change: 'status', status: 'closed' }, []],
    ['nobody, by being resolved', 'centre', { change: 'status', status: 'resolved' }, undefined],
  ] as const)('are set free: %s', (_, agency, change, bound) => {
    expect(left([agency, change])).toEqual(bound ?? [first, second, other, parks])
  })

  test('may be bound again when it goes on', () => {
    const closed = ['centre', { change: 'status', status: 'closed' }] as const
    const reopened = ['centre', { change: 'status', status: 'active' }] as const
    expect(left(closed, reopened)).toEqual([])
    expect(left(closed, reopened, ['parks', bound('parks', 'T1')])).toEqual([parks])
  })
})

test('the lead is one agency; who had it before takes part', () => {
  const lead = (agency: string): Change => ({ change: 'participant', agency, state: 'lead' })
  const view = picture(['centre', lead('watch')], ['centre', lead('parks')])
  expect(view.lead).toBe('parks')
  const supposed: Change = {
    ...{ change: 'participant', agency: 'centre', state: 'lead' },
    unless: 'somebody-leads',
  }
  expect(picture(['centre', lead('watch')], ['centre', supposed]).lead).toBe('watch')
  expect(picture(['centre', supposed]).lead).toBe('centre')
  expect(view.participants.find(({ agency }) => agency === 'watch')?.state).toBe('joined')
})

test('who stands down gives up the lead that they have, and nobody else’s', () => {
  const is = (agency: string, state: 'lead' | 'stood-down'): Change => ({
    ...{ change: 'participant', agency, state },
  })
  expect(picture(['centre', is('watch', 'lead')], ['centre', is('parks', 'stood-down')]).lead).toBe('watch')
  expect(picture(['centre', is('watch', 'lead')], ['centre', is('watch', 'stood-down')]).lead).toBeUndefined()
})

describe('an incident', () => {
  const is = (status: 'active' | 'resolved') => ['watch', { change: 'status', status }] as const
  const noticed = (agency: string) => [agency, { change: 'acknowledge', agency }] as const

  test('began when it first was active', () => {
    const view = picture(noticed('parks'), is('active'), is('resolved'), is('active'))
    expect(view.began?.source.agency).toBe('watch')
    expect(view.began?.source.event).not.toBe(view.statusHeld.source.event)
  })

  test('is acknowledged by each agency once, which makes a difference to its status only while it is reported', () => {
    const view = picture(noticed('parks'), noticed('parks'), noticed('watch'))
    expect(view.acknowledgements.map(({ agency }) => agency)).toEqual(['parks', 'watch'])
    expect(view.status).toBe('acknowledged')
    expect(picture(is('active'), noticed('parks')).status).toBe('active')
  })
})

test('a link is ended by naming both, in whichever order, and stays ended as it was ended first', () => {
  const is = (state: 'linked' | 'unlinked', a: string, b: string): Change => ({
    ...{ change: 'link', state, a, b, relation: 'RELATED' },
  })
  const { links } = picture(
    ['watch', is('linked', 'INC-1', 'INC-2')],
    ['watch', is('linked', 'INC-1', 'INC-3')],
    ['watch', is('unlinked', 'INC-2', 'INC-1')],
    ['parks', is('unlinked', 'INC-1', 'INC-2')],
  )
  expect(links.map(({ b, unlinked }) => [b, unlinked?.source.agency])).toEqual([
    ['INC-2', 'watch'],
    ['INC-3', undefined],
  ])
})

test('exceptions hold since they were made, however often they are repeated', () => {
  const closed: Change = {
    ...{ change: 'checkpoint', checkpoint: 'ULKHAN', status: 'closed', exceptions: ['evacuation'] },
  }
  const [state] = picture(['watch', closed], ['parks', closed]).checkpoints
  expect(state?.exceptionsHeld.source.agency).toBe('watch')
})

test('a unit came to each status when it first did', () => {
  const is = (status: 'responding' | 'on-scene'): Change => ({
    ...{ change: 'unit', agency: 'watch', unit: 'W-1', status },
  })
  const first = picture(['watch', is('responding')]).units[0]?.times.responding
  const again = picture(['watch', is('responding')], ['watch', is('on-scene')], ['watch', is('responding')])
  expect(again.units[0]).toMatchObject({ status: 'responding', times: { responding: first } })
})

test('a request that nobody granted is not released by letting people go', () => {
  const asked = ['watch', { change: 'request', request: 'R1', state: 'requested' }] as const
  const letGo = [
    'parks',
    { change: 'commitment', agency: 'parks', use: 'INC-1/R1', state: 'released' },
  ] as const
  expect(picture(asked, letGo).requests[0]?.state).toBe('requested')
})

test('who is out by the word of two agencies has been out since the earlier of the two', () => {
  const out: Change = { change: 'person', subject: 'P-1', status: 'at-large' }
  const [person] = picture(['parks', out], ['watch', out]).persons
  expect([person?.missing?.source.agency, person?.source.agency]).toEqual(['parks', 'watch'])
})

test('a task that is accepted stays so when it gets another deadline, and not when it is given to somebody else', () => {
  const given = (more: object): Change => ({ change: 'task', task: 'T1', state: 'assigned', ...more })
  const after = (more: object) =>
    picture(
      ['joc', given({ agency: 'parks' })],
      ['parks', { change: 'task', task: 'T1', state: 'accepted' }],
      ['joc', given(more)],
    ).tasks[0]
  const deadline = '2026-03-23T18:00:00Z'
  expect(after({ deadline })).toMatchObject({ state: 'accepted', deadline, by: 'parks' })
  expect(after({ deadline, agency: 'watch' })).toMatchObject({ state: 'assigned', agency: 'watch' })
  expect(after({})).toMatchObject({ state: 'assigned' })
})

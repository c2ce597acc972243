import { type Change, type DecidedFact, type DecisionChange, incidentTopic } from '@concord/incident'
import { happened, recorded } from '@concord/kernel/given'
import { expect, test } from 'vitest'
import { areDisputed } from './claims.ts'
import { claimsOf, type Disputes } from './dispute.ts'
import { evolveDisputes } from './disputes.ts'
import { nothingKnown } from './process-state.ts'

const states = (value: number, name = 'dead', about = 'coach'): Change => ({
  change: 'fact',
  about,
  name,
  value,
})
const binds = (use: string, state: 'committed' | 'released' = 'committed', personnel?: number): Change => ({
  change: 'commitment',
  agency: 'border',
  unit: 'P-4',
  use,
  state,
  personnel,
})
const decides = ({ fact, ...of }: Partial<DecisionChange> & { readonly fact?: DecidedFact }): Change => ({
  change: 'decision',
  decision: 'so be it',
  basis: [],
  ...(fact ? { facts: [fact] } : {}),
  ...of,
})

/** Of INC-1 the police lead. */
const around = {
  seenBy: () => [],
  leadOf: (incident: string) => (incident === 'INC-1' ? 'police' : undefined),
  knowingLeadOf: () => [],
}

/** What is disputed after agencies have said this, one after the other. */
const disputed = (
  ...said: readonly (readonly [agency: string, Change, retracts?: string | undefined, corrects?: string])[]
): readonly string[] => {
  const told = said.map(([agency, , retracts, corrects], index) =>
    happened(
      'Said',
      {},
      {
        agency,
        reference: `R-${index}`,
        ...(retracts ? { retracts } : {}),
        ...(corrects ? { corrects } : {}),
      },
    ),
  )
  const ids = new Map(told.map((one, index) => [`R-${index}`, recorded(one, index).id]))
  const disputes = told.reduce<Disputes>((before, one, index) => {
    const event = recorded(one, index, ids, `${one.envelope.agency}-INC-1`)
    return evolveDisputes(before, event, [said[index]![1]], around)
  }, nothingKnown.disputes)
  return [...disputes].flatMap(([thing, dispute]) => (areDisputed(claimsOf(dispute)) ? [thing] : []))
}

const coach = JSON.stringify(['operational', 'fact', 'INC-1', 'coach', 'dead'])
const unit = JSON.stringify(['operational', 'unit', 'border', 'P-4'])

test('different values of two agencies are a dispute, until one changes its mind or takes it back', () => {
  expect(disputed(['police', states(1)], ['emergency', states(3)])).toEqual([coach])
  expect(disputed(['police', states(1)], ['police', states(3)])).toEqual([])
  expect(disputed(['police', states(1)], ['emergency', states(3)], ['emergency', states(1)])).toEqual([])
  expect(disputed(['police', states(1)], ['emergency', states(3)], ['emergency', binds('X'), 'R-1'])).toEqual(
    [],
  )
})

test('the same in another unit is no dispute', () => {
  const inUnit = (value: number, unit: string): Change => ({
    ...{ change: 'fact', about: 'coach', name: 'dead', value, unit },
  })
  expect(disputed(['police', inUnit(500, 'ha')], ['emergency', inUnit(5, 'km2')])).toEqual([])
  expect(disputed(['police', inUnit(500, 'ha')], ['emergency', inUnit(500, 'km2')])).toEqual([coach])
})

test('people bound to two uses are a dispute, until they are free of one', () => {
  expect(disputed(['border', binds('A/1')], ['border', binds('B/1')])).toEqual([unit])
  expect(
    disputed(['border', binds('A/1')], ['border', binds('B/1')], ['border', binds('A/1', 'released')]),
  ).toEqual([])
})

test('people are free when their agency lets everybody go from a use, be it without a name', () => {
  const bound = [
    ['border', binds('A/1')],
    ['border', binds('B/1')],
  ] as const
  const letGo = (use: string, agency = 'border', personnel?: number): Change => ({
    ...{ change: 'commitment', agency, use, state: 'released', personnel },
  })
  expect(disputed(...bound, ['border', letGo('A/1')])).toEqual([])
  expect(disputed(...bound, ['border', letGo('C/1')])).toEqual([unit])
  expect(disputed(...bound, ['police', letGo('A/1', 'police')])).toEqual([unit])
  // Of how many they are nobody said: those who go are all of them, as in the picture.
  expect(disputed(...bound, ['border', letGo('A/1', 'border', 3)])).toEqual([])
})

test('so many who go without a name are taken from whom their agency has bound there, nameless people first', () => {
  const others = (state: 'committed' | 'released', personnel: number, unit?: string): Change => ({
    ...{ change: 'commitment', agency: 'border', unit, use: 'A/1', state, personnel },
  })
  const bound = [
    ['border', binds('A/1', 'committed', 9)],
    ['border', binds('B/1', 'committed', 9)],
  ] as const
  const go = (personnel: number) => ['border', others('released', personnel)] as const
  expect(disputed(...bound, go(8))).toEqual([unit])
  expect(disputed(...bound, go(8), go(1))).toEqual([])
  const nameless = ['border', others('committed', 4)] as const
  expect(disputed(...bound, nameless, go(9))).toEqual([unit])
  expect(disputed(...bound, nameless, go(9), go(4))).toEqual([])
  expect(disputed(...bound, go(9), ['border', decides({}), 'R-2'])).toEqual([unit])
  // Those who go by name and are more than the unit were among the nameless ones.
  expect(disputed(...bound, nameless, ['border', others('released', 4, 'P-9')], go(5))).toEqual([unit])
  expect(disputed(...bound, nameless, ['border', others('released', 4, 'P-9')], go(9))).toEqual([])
})

test('people of whom nobody said which they are are in dispute with nobody', () => {
  const nameless = (use: string) =>
    ['border', { change: 'commitment', agency: 'border', use, state: 'committed' }] as const
  expect(disputed(nameless('A/1'), nameless('B/1'))).toEqual([])
})

test('after a decision so many are bound as were decided, and to nothing else', () => {
  const decided = (allocations: { use: string; personnel: number }[]) =>
    [
      ['border', binds('INC-1/T1', 'committed', 9)],
      ['border', binds('B/R1', 'committed', 9)],
      ['border', decides({ unit: { agency: 'border', unit: 'P-4' }, allocations })],
    ] as const
  const both = decided([{ use: 't1', personnel: 5 }, { use: 'r1', personnel: 4 }]) // biome-ignore format: short
  const more = ['border', binds('C/1', 'committed', 2)] as const
  expect(disputed(...both)).toEqual([])
  expect(disputed(...both, more)).toEqual([unit])
  const gone = [
    ['border', binds('B/R1', 'released', 4)],
    ['border', binds('INC-1/T1', 'released', 5)],
  ] as const
  expect(disputed(...both, ...gone, more)).toEqual([])
  expect(disputed(...decided([{ use: 'T1', personnel: 5 }]), gone[1], more)).toEqual([])
  expect(disputed(...decided([{ use: 'R9', personnel: 9 }]), more)).toEqual([unit])
})

test('a fact is settled by the joint centre or the agency that leads, and a decision of anybody else ends nothing', () => {
  const differ = [
    ['police', states(1)],
    ['emergency', states(3)],
  ] as const
  const fact = { about: 'coach', name: 'dead', value: 2 }
  const own = decides({ fact, unless: 'not-leading' })
  expect(disputed(...differ, ['emergency', own])).toEqual([coach])
  expect(disputed(...differ, ['police', own])).toEqual([])
  expect(disputed(...differ, ['police', { ...own, topic: incidentTopic('INC-9') }])).toEqual([coach])
})

test('people who are let go in part are still bound, until none is left', () => {
  const bound = [
    ['border', binds('A/1', 'committed', 9)],
    ['border', binds('B/1')],
  ] as const
  const letGo = (personnel: number) => ['border', binds('A/1', 'released', personnel)] as const
  expect(disputed(...bound, letGo(5))).toEqual([unit])
  expect(disputed(...bound, letGo(5), letGo(4))).toEqual([])
  expect(disputed(...bound, ['border', binds('B/1', 'released', 1)])).toEqual([])
})

test.each<[string, string, Change]>([
  ['their task is withdrawn', 'joc', { change: 'task', task: '1', state: 'withdrawn' }],
  ['their task is done', 'border', { change: 'task', task: '1', state: 'completed' }],
  ['it is closed', 'joc', { change: 'status', status: 'closed' }],
  ['their agency stands down', 'joc', { change: 'participant', agency: 'border', state: 'stood-down' }],
])('people are free when %s, until that is taken back', (_, agency, ended) => {
  const bound = [
    ['border', binds('INC-1/1')],
    ['border', binds('B/1')],
  ] as const
  const takenBack = [agency, decides({}), 'R-2'] as const
  expect(disputed(...bound, [agency, ended])).toEqual([])
  expect(disputed(...bound, [agency, ended], takenBack)).toEqual([unit])
  expect(disputed(bound[0], [agency, ended], bound[1])).toEqual([])
  expect(disputed(...bound, [agency, ended], bound[0])).toEqual([unit])
})

test('people are not free by what ends for others', () => {
  const bound = [
    ['border', binds('INC-1/1')],
    ['border', binds('B/1')],
  ] as const
  expect(disputed(...bound, ['joc', { change: 'task', task: '2', state: 'withdrawn' }])).toEqual([unit])
  expect(disputed(...bound, ['police', { change: 'task', task: '1', state: 'completed' }])).toEqual([unit])
})

test('a decision ends a dispute, and what is claimed afterwards may begin another one', () => {
  const fact = { about: 'coach', name: 'dead', value: 2 }
  const settled = [
    ['police', states(1)],
    ['emergency', states(3)],
    ['joc', decides({ fact })],
  ] as const
  expect(disputed(...settled)).toEqual([])
  const { about: _, ...anywhere } = fact
  const elsewhere = { ...decides({ fact }), topic: incidentTopic('INC-9') }
  expect(disputed(settled[0], settled[1], ['joc', elsewhere])).toEqual([coach])
  const disputedOnce = [settled[0], settled[1]] as const
  expect(disputed(...disputedOnce, ['joc', decides({ fact: anywhere })])).toEqual([])
  expect(disputed(...disputedOnce, ['joc', decides({ fact: { name: 'injured', value: 2 } })])).toEqual([
    coach,
  ])
  expect(disputed(...settled, ['police', states(4)], ['emergency', states(5)])).toEqual([coach])
  expect(disputed(...settled, ['police', states(4)])).toEqual([])
  expect(
    disputed(['border', binds('A/1')], ['border', binds('B/1')], ['joc', decides({ unit: { unit: 'P-4' } })]),
  ).toEqual([])
})

test('who was overruled contradicts nobody by saying so again, and whoever was believed may go on', () => {
  const decidedFor = (value: number) =>
    [
      ['police', states(1)],
      ['emergency', states(3)],
      ['joc', decides({ fact: { about: 'coach', name: 'dead', value } })],
    ] as const
  expect(disputed(...decidedFor(3), ['emergency', states(4)])).toEqual([])
  expect(disputed(...decidedFor(3), ['emergency', states(4)], ['police', states(1)])).toEqual([])
  expect(disputed(...decidedFor(3), ['police', states(2)])).toEqual([coach])
  expect(disputed(...decidedFor(3), ['police', states(3)])).toEqual([])
})

test('people who are bound once more after a decision are in dispute again, with all that binds them', () => {
  const decided = [
    ['border', binds('A/1')],
    ['border', binds('B/1')],
    ['joc', decides({ unit: { unit: 'P-4' } })],
  ] as const
  expect(disputed(...decided, ['border', binds('B/1')])).toEqual([])
  expect(disputed(...decided, ['border', binds('C/1')])).toEqual([unit])
})

test('a decision that is taken back ended nothing, and one that is corrected only what it says then', () => {
  const fact = { about: 'coach', name: 'dead', value: 2 }
  const decided = [
    ['police', states(1)],
    ['emergency', states(3)],
    ['joc', decides({ fact })],
  ] as const
  const takesBack = (retracts: string) => ['joc', decides({}), retracts] as const
  expect(disputed(...decided, takesBack('R-2'))).toEqual([coach])
  expect(disputed(...decided, takesBack('R-2'), takesBack('R-3'))).toEqual([])
  expect(disputed(...decided, ['joc', decides({ fact })], takesBack('R-2'))).toEqual([])
  const corrected = disputed(...decided, ['joc', decides({ unit: { unit: 'P-4' } }), undefined, 'R-2'])
  expect(corrected).toEqual([coach])
})

test('what was taken back by mistake is claimed again', () => {
  const bound = [
    ['border', binds('A/1')],
    ['border', binds('B/1')],
    ['border', binds('A/1', 'released')],
  ] as const
  expect(disputed(...bound, ['border', decides({}), 'R-2'])).toEqual([unit])
  expect(disputed(...bound.slice(0, 2), ['border', decides({}), 'R-1'])).toEqual([])
  expect(
    disputed(...bound.slice(0, 2), ['border', decides({}), 'R-1'], ['border', decides({}), 'R-2']),
  ).toEqual([unit])
  const changedItsMind = [
    ['police', states(1)],
    ['emergency', states(3)],
    ['emergency', states(1)],
  ] as const
  expect(disputed(...changedItsMind, ['emergency', decides({}), 'R-2'])).toEqual([coach])
})

test('a decision on several facts ends the dispute on each of them', () => {
  const differ = [
    ['police', states(1)],
    ['emergency', states(3)],
    ['police', states(5, 'injured')],
    ['emergency', states(6, 'injured')],
  ] as const
  const facts = [
    { name: 'dead', value: 3 },
    { name: 'injured', value: 5 },
  ]
  expect(disputed(...differ)).toHaveLength(2)
  expect(disputed(...differ, ['joc', decides({ facts })])).toEqual([])
  expect(disputed(...differ, ['joc', decides({ facts })], ['police', states(7)])).toEqual([coach])
})

test('a decision ends no dispute about what is called nearly the same', () => {
  const lightly = [
    ['police', states(1, 'lightly injured')],
    ['emergency', states(3, 'lightly injured')],
  ] as const
  const on = (fact: object) => ['joc', decides({ fact: { value: 2, ...fact } as never })] as const
  expect(disputed(...lightly, on({ name: 'injured' }))).toHaveLength(1)
  expect(disputed(...lightly, on({ about: 'coach lightly', name: 'injured' }))).toHaveLength(1)
  expect(disputed(...lightly, on({ about: 'coach', name: 'lightly injured' }))).toEqual([])
  const apart = disputed(['police', states(1, 'b c', 'a')], ['emergency', states(3, 'c', 'a b')])
  expect(apart).toEqual([])
})

test('a decision on a unit of one agency is on no unit of that name of another', () => {
  const twice = [
    ['border', binds('A/1')],
    ['border', binds('B/1')],
  ] as const
  const on = (agency?: string) => ['joc', decides({ unit: { unit: 'P-4', agency } })] as const
  expect(disputed(...twice, on('police'))).toEqual([unit])
  expect(disputed(...twice, on('border'))).toEqual([])
  expect(disputed(...twice, on())).toEqual([])
  expect(disputed(...twice, ['joc', decides({ unit: { unit: '4' } })])).toEqual([unit])
})

test('a claim that is corrected stays where it was in the order of what was said', () => {
  const past = [
    ['police', states(1)],
    ['police', states(3)],
    ['emergency', states(3)],
  ] as const
  expect(disputed(...past, ['police', states(2), undefined, 'R-0'])).toEqual([])
  expect(disputed(...past, ['police', states(2), undefined, 'R-1'])).toEqual([coach])
})

test('a claim stands however much others have said since', () => {
  const chatter = Array.from({ length: 300 }, (_, index) => ['emergency', states(index + 2)] as const)
  expect(disputed(['police', states(1)], ...chatter)).toEqual([coach])
  // It can be taken back no more by then: people see in the picture that it was.
  expect(disputed(['police', states(1)], ...chatter, ['police', decides({}), 'R-0'])).toEqual([coach])
  expect(disputed(['police', states(1)], ...chatter, ['police', states(301)])).toEqual([])
})

test('what one event says of a thing in several changes is one saying', () => {
  const bound = recorded(happened('TaskAccepted', {}, { agency: 'border' }), 0)
  const done = recorded(happened('TaskCompleted', {}, { agency: 'border' }), 1)
  const step = (disputes: Disputes, event: typeof done, ...changes: readonly Change[]) =>
    evolveDisputes(disputes, event, changes, around)
  const completed: Change = { change: 'task', task: '1', state: 'completed' }
  const after = step(
    step(nothingKnown.disputes, bound, binds('INC-1/1')),
    done,
    completed,
    binds('INC-1/1', 'released'),
  )
  expect(after.get(unit)!.heard.said.map(({ says }) => says)).toEqual([
    [{ claim: expect.anything() }],
    [{ frees: ['INC-1/1'] }],
  ])
})

test('what is played takes back no real claim, and telling of it is not telling of a real dispute', () => {
  const told = (agency: string, mode: 'operational' | 'exercise', envelope: object = {}) =>
    happened('Said', {}, { agency, mode, ...envelope })
  const log = [told('police', 'operational'), told('emergency', 'operational')].map((one, index) =>
    recorded(one, index, new Map(), `${one.envelope.agency}-INC-1`),
  )
  const retraction = told('emergency', 'exercise', { retracts: log[1]!.id })
  const notice = happened(
    'ConflictDetected',
    { thing: coach, basis: log.map(({ id }) => id) },
    { mode: 'exercise' },
  )
  const step = (disputes: Disputes, event: (typeof log)[number], changes: readonly Change[]) =>
    evolveDisputes(disputes, event, changes, around)
  const disputedOnce = step(step(nothingKnown.disputes, log[0]!, [states(1)]), log[1]!, [states(3)])
  expect(step(disputedOnce, recorded(retraction, 2), [])).toEqual(disputedOnce)
  expect(step(disputedOnce, recorded(notice, 2), [])).toEqual(disputedOnce)
})

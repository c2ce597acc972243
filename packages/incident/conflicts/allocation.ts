import { millisecondsOf, type RecordedEvent } from '@concord/kernel'
import type { Change } from '../changes/change.ts'
import type { Meaning } from '../changes/filing.ts'
import { incidentTopic, type Topic, topicKind, unitTopic } from '../changes/topic.ts'
import { evolveTopic } from '../fold/evolve-topic.ts'
import { settledOf } from '../fold/letting-go.ts'
import { withRequests } from '../fold/request-state.ts'
import type { Commitment, Decision, Held, TopicView } from '../fold/topic-view.ts'

/** Who of a unit's people stays where, by a decision. What they are bound to goes by its whole name, such as `INC-7/R1`. */
export interface Allocation extends Held {
  readonly agency: string
  readonly unit: string
  readonly personnelByUse: ReadonlyMap<string, number>
}

type Views = (topic: Topic) => TopicView | undefined

/**
 * What of these decisions bears on the people bound in a view. A decision that names no agency is on every unit of that
 * name. One that says of nobody where they stay changes nobody's commitment. `views` tells what else the units, by name or by
 * number, and the incident in which it was decided are bound to.
 */
export const allocationsIn = (
  view: TopicView,
  decisions: readonly Decision[],
  views: Views,
): readonly Allocation[] =>
  decisions
    .filter(({ allocations, source }) => allocations.length > 0 && source.mode === view.mode)
    .flatMap(({ unit: named, allocations, since, source }) => {
      const unit = named?.unit ?? ''
      const isNamed = (use: string) =>
        allocations.some((one) =>
          [one.use, `${source.incident}/${one.use}`].map(inLettersAlone).includes(inLettersAlone(use)),
        )
      return agenciesMeant(named, boundIn(view), isNamed, views).map((agency) => {
        const uses = usesOf(agency, unit, [view, ...viewsAbout(agency, unit, source.incident, views)])
        const personnelByUse = new Map(
          allocations.map(({ use, personnel }) => [useMeant(use, source.incident, uses), personnel]),
        )
        return { agency, unit, personnelByUse, since, source }
      })
    })

/**
 * What a decision means by the name of a use. Without an incident it is meant in the incident of the decision, if people
 * are bound to it there, or else wherever they are bound to the only one that is called so. Duty desks write names in small
 * letters and, as fields, without hyphens: `rq1` is `RQ-1` where nothing is called `RQ1`.
 */
export const useMeant = (told: string, home: string, known: readonly string[]): string =>
  useCalled(told, home, known, inSmallLetters) ??
  useCalled(told, home, known, inLettersAlone) ??
  (told.includes('/') ? told : `${home}/${told}`)

/** The use that a name means, where names are the same that are written so the same. */
const useCalled = (
  told: string,
  home: string,
  known: readonly string[],
  written: (name: string) => string,
): string | undefined => {
  const only = (name: string, of: (use: string) => string) => {
    const alike = new Set(known.filter((use) => written(of(use)) === written(name)))
    return alike.size === 1 ? [...alike][0] : undefined
  }
  const whole = only(told, itself) ?? only(`${home}/${told}`, itself)
  return whole ?? (told.includes('/') ? undefined : only(told, nameIn))
}

const itself = (use: string): string => use
const inSmallLetters = (name: string): string => name.toLowerCase()
const inLettersAlone = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}/]/gu, '')

/** The incident of a use, as far as its name tells: what a task or request is called in it may be any text. */
export const incidentOfUse = (use: string): string => use.slice(0, Math.max(0, use.indexOf('/')))

/**
 * The view of a topic in which it counts who stays where. What is decided at a moment is about those who were bound by then;
 * those who go at that moment go from what was decided.
 */
export const viewAfterDecisions = (
  topic: Topic,
  inForce: readonly RecordedEvent[],
  meaning: Meaning,
  allocations: readonly Allocation[],
): TopicView | undefined => {
  const open = allocations.toSorted((a, b) => millisecondsOf(a.since) - millisecondsOf(b.since))
  let view: TopicView | undefined
  for (const event of inForce) {
    const changes = meaning(event)
    while (open.length > 0 && comesBefore(open[0]!, event, changes)) view = allocate(view, open.shift()!)
    view = evolveTopic(view, topic, event, changes)
  }
  return open.reduce(allocate, view)
}

const nameIn = (use: string): string => use.slice(use.indexOf('/') + 1)

const boundIn = ({ commitments, endedCommitments }: TopicView): readonly Commitment[] => [
  ...commitments,
  ...endedCommitments,
]

/**
 * The agencies whose unit may be meant: those with a bound unit of that name; if there is none, those with such a unit whose
 * nameless people are bound to a named use.
 */
const agenciesMeant = (
  unit: Decision['unit'],
  bound: readonly Commitment[],
  isNamed: (use: string) => boolean,
  views: Views,
): readonly string[] => {
  if (unit?.agency !== undefined) return [unit.agency]
  const agenciesOf = (isMeant: (one: Commitment) => boolean) => [
    ...new Set(bound.filter(isMeant).map(({ agency }) => agency)),
  ]
  const named = agenciesOf((one) => one.unit === unit?.unit)
  if (unit === undefined || named.length > 0) return named
  return agenciesOf((one) => one.unit === undefined && isNamed(one.use)).filter(
    (agency) => views(unitTopic(agency, unit.unit)) !== undefined,
  )
}

const viewsAbout = (agency: string, unit: string, incident: string, views: Views): readonly TopicView[] => {
  const named = views(unitTopic(agency, unit))
  const numbers = new Set(named ? boundIn(named).flatMap(({ personnel }) => personnel ?? []) : [])
  const nameless = [...numbers].map((number) => views(unitTopic(agency, `~${number}`)))
  return [named, views(incidentTopic(incident)), ...nameless].filter((view) => view !== undefined)
}

/** To what the people of a unit are bound, or those of its agency who may be them. */
const usesOf = (agency: string, unit: string, views: readonly TopicView[]): readonly string[] =>
  views
    .flatMap(boundIn)
    .filter((one) => one.agency === agency && (one.unit ?? unit) === unit)
    .map(({ use }) => use)

const comesBefore = ({ since }: Allocation, event: RecordedEvent, changes: readonly Change[]): boolean => {
  const laterMs = millisecondsOf(event.envelope.occurredAt) - millisecondsOf(since)
  return laterMs > 0 || (laterMs === 0 && changes.some(letsGo))
}

const letsGo = (change: Change): boolean => change.change === 'commitment' && change.state === 'released'

/**
 * Ends what the unit was bound to and binds it as was decided. People of its agency of whom nobody said which they are,
 * bound to what is named, are taken for them.
 */
const allocate = (view: TopicView | undefined, allocation: Allocation): TopicView | undefined => {
  const { agency, unit, personnelByUse, since, source } = allocation
  if (view === undefined || view.mode !== source.mode) return view
  const theirs = boundOf(view.commitments, allocation)
  const bound = [...personnelByUse]
    .filter(([use, personnel]) => personnel > 0 && isIn(view.topic, use))
    .map(([use, personnel]): Commitment => {
      const before = theirs.find((one) => one.use === use) ?? { since, source }
      const first = { since: before.since, source: before.source }
      return { agency, unit, use, personnel, ...first, decided: { since, source } }
    })
  const uses = new Set([...theirs, ...bound].map(({ use }) => use))
  return withRequests(
    {
      ...view,
      commitments: [...view.commitments.filter((one) => !theirs.includes(one)), ...bound],
      endedCommitments: [
        ...view.endedCommitments,
        ...theirs.map((one) => ({ ...one, ended: { since, source } })),
      ],
      lettingGo: settledOf(view.lettingGo, (one) => one.agency === agency && uses.has(one.use)),
    },
    uses,
    { since, source },
  )
}

const boundOf = (
  commitments: readonly Commitment[],
  { agency, unit, personnelByUse }: Allocation,
): readonly Commitment[] => {
  const isNamed = (one: Commitment) => one.agency === agency && one.unit === unit
  const isTaken = (one: Commitment) =>
    one.agency === agency &&
    one.unit === undefined &&
    personnelByUse.has(one.use) &&
    !commitments.some((other) => isNamed(other) && other.use === one.use)
  return commitments.filter((one) => isNamed(one) || isTaken(one))
}

const isIn = (topic: Topic, use: string): boolean =>
  topicKind(topic) === 'unit' || topic === incidentTopic(incidentOfUse(use))

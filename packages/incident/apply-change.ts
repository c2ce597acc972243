import { endedBindings, isSameBinding } from './binding.ts'
import type { Change } from './change.ts'
import { untilOf } from './term.ts'
import { topicId } from './topic.ts'
import type { Commitment, Held, TopicView } from './topic-view.ts'

type Kind = Change['change']
type ChangeOf<K extends Kind> = Extract<Change, { readonly change: K }>
type Apply<K extends Kind> = (view: TopicView, change: ChangeOf<K>, held: Held) => TopicView

/** What one change makes of a view. `held` says since when and on whose word. */
export const applyChange = (view: TopicView, change: Change, held: Held): TopicView =>
  setFree((appliers[change.change] as Apply<Kind>)(view, change, held), change, held)

const setFree = (view: TopicView, change: Change, held: Held): TopicView => {
  const isOver = endedBindings(change, topicId(view.topic), held.source.agency)
  return isOver === undefined || !view.commitments.some(isOver)
    ? view
    : { ...view, commitments: view.commitments.filter((one) => !isOver(one)) }
}

const describe: Apply<'describe'> = (view, { supposed, ...change }) => ({
  ...view,
  form: change.form ?? view.form,
  kind: change.kind ?? view.kind ?? supposed?.kind,
  title: change.title ?? view.title,
  severity: change.severity ?? saidOr(view.severity, supposed?.severity),
  certainty: change.certainty ?? saidOr(view.certainty, supposed?.certainty),
  incidents: union(view.incidents, change.incidents),
})

const saidOr = <Word extends string>(said: Word, supposed: Word | undefined): Word =>
  said === 'Unknown' ? (supposed ?? said) : said

const status: Apply<'status'> = (view, change, held) => {
  if (change.unless === 'somebody-out' && view.persons.some(isOut)) return view
  // What is still recorded under the old name happened to what goes on under the new one.
  if (view.status === 'merged' && change.status !== 'merged') return view
  return {
    ...view,
    status: change.status,
    statusHeld: held,
    began: view.began ?? (change.status === 'active' ? held : undefined),
    mergedInto: change.status === 'merged' ? change.into : undefined,
  }
}

const isOut = ({ status }: { readonly status: string }): boolean =>
  status === 'at-large' || status === 'missing'

const participant: Apply<'participant'> = (view, change, held) => {
  if (change.unless === 'somebody-leads' && view.lead !== undefined) return view
  const takesLead = change.state === 'lead'
  const givesUpLead = change.state === 'stood-down' && view.lead === change.agency
  const others = view.participants.map((one) =>
    takesLead && one.state === 'lead' && one.agency !== change.agency
      ? { ...one, state: 'joined' as const, ...held }
      : one,
  )
  return {
    ...view,
    lead: takesLead ? change.agency : givesUpLead ? undefined : view.lead,
    participants: put(
      others,
      { agency: change.agency, state: change.state, ...held },
      (one) => one.agency === change.agency,
    ),
  }
}

const acknowledge: Apply<'acknowledge'> = (view, change, held) => {
  if (view.acknowledgements.some((one) => one.agency === change.agency)) return view
  const acknowledgements = [...view.acknowledgements, { agency: change.agency, ...held }]
  return view.status === 'reported'
    ? { ...view, acknowledgements, status: 'acknowledged', statusHeld: held }
    : { ...view, acknowledgements }
}

const place: Apply<'place'> = (view, change) => ({
  ...view,
  place:
    change.lat === undefined && change.name === undefined
      ? view.place
      : {
          lat: change.lat ?? view.place?.lat,
          lon: change.lon ?? view.place?.lon,
          name: change.name ?? view.place?.name,
        },
  areas: union(view.areas, change.areas),
})

const fact: Apply<'fact'> = (view, change, held) => {
  const same = (one: { about: string; name: string }) =>
    one.about === change.about && one.name === change.name
  const agency = held.source.agency
  const before = view.facts.find(same)
  const earlier = before?.statements.find((one) => one.agency === agency)
  const statements = put(
    before?.statements ?? [],
    { agency, value: change.value, unit: change.unit, ...held },
    (one) => one.agency === agency,
  )
  // A decision stands until somebody says something new: neither what was decided nor what was said before.
  const nothingNew =
    before?.settled !== undefined &&
    (equal(before.settled.value, change.value) ||
      (earlier !== undefined && equal(earlier.value, change.value)))
  const settled = nothingNew ? before?.settled : undefined
  return {
    ...view,
    facts: put(view.facts, { about: change.about, name: change.name, statements, settled }, same),
  }
}

const person: Apply<'person'> = (view, change, held) => {
  const same = (one: { subject: string }) => one.subject === change.subject
  const before = view.persons.find(same)
  // Seen or named is not caught: neither ends what was known of the person.
  if (before && (change.status === 'sighted' || change.status === 'identified')) return view
  const missing = isOut(change) ? held : before?.missing
  return {
    ...view,
    persons: put(view.persons, { subject: change.subject, status: change.status, missing, ...held }, same),
  }
}

const checkpoint: Apply<'checkpoint'> = (view, change, held) => {
  const same = (one: { checkpoint: string }) => one.checkpoint === change.checkpoint
  const before = view.checkpoints.find(same)
  const unchanged = before?.status === change.status ? before : undefined
  const state = {
    checkpoint: change.checkpoint,
    status: change.status,
    exceptions: change.exceptions,
    exceptionsHeld: before && equal(before.exceptions, change.exceptions) ? before.exceptionsHeld : held,
    reason: change.reason ?? unchanged?.reason,
    incident: unchanged?.incident ?? held.source.incident,
    since: unchanged?.since ?? held.since,
    source: unchanged?.source ?? held.source,
  }
  return { ...view, checkpoints: put(view.checkpoints, state, same) }
}

const measure: Apply<'measure'> = (view, change, held) => {
  const same = (one: { measure: string }) => one.measure === change.measure
  const before = view.measures.find(same)
  const state = {
    measure: change.measure,
    kind: typeof change.kind === 'string' ? change.kind : (before?.kind ?? change.kind.supposed),
    state: change.state,
    until: change.until ?? prolonged(before?.until, change.furtherDays),
    areas: union(before?.areas ?? [], change.areas),
    ...held,
  }
  return { ...view, measures: put(view.measures, state, same) }
}

/** A term so many days longer; one that nobody set stays open. */
const prolonged = (until: string | undefined, days: number | undefined): string | undefined =>
  until === undefined || days === undefined ? until : untilOf({ days }, until)

const task: Apply<'task'> = (view, change, held) => {
  const same = (one: { task: string }) => one.task === change.task
  const before = view.tasks.find(same)
  // A deadline says nothing about a task that was done or withdrawn before it, even if that was reported later.
  const over = before?.state === 'completed' || before?.state === 'withdrawn'
  if (over && change.state === 'overdue') return view
  const state = {
    task: change.task,
    title: change.title ?? before?.title,
    agency: change.agency ?? before?.agency,
    state: change.state,
    deadline: change.deadline ?? before?.deadline,
    assigned: change.state === 'assigned' ? held : before?.assigned,
    personnel: change.personnel ?? before?.personnel,
    unit: change.unit ?? before?.unit,
    reason: change.reason,
    by: held.source.agency,
    ...held,
  }
  return { ...view, tasks: put(view.tasks, state, same) }
}

const request: Apply<'request'> = (view, change, held) => {
  const same = (one: { request: string }) => one.request === change.request
  const before = view.requests.find(same)
  const state = {
    request: change.request,
    of: change.of ?? before?.of,
    by: before?.by ?? held.source.agency,
    personnel: change.personnel ?? before?.personnel,
    what: change.what ?? before?.what,
    state: change.state,
    ...held,
  }
  return { ...view, requests: put(view.requests, state, same) }
}

const commitment: Apply<'commitment'> = (view, change, held) => {
  const same = (one: Commitment) =>
    isSameBinding(one, { agency: change.agency, use: change.use, unit: change.unit })
  const before = view.commitments.find(same)
  if (change.state === 'released') {
    const left = (before?.personnel ?? 0) - (change.personnel ?? before?.personnel ?? 0)
    const rest = view.commitments.filter((one) => !same(one))
    return { ...view, commitments: before && left > 0 ? [...rest, { ...before, personnel: left }] : rest }
  }
  const state = {
    agency: change.agency,
    unit: change.unit ?? before?.unit,
    use: change.use,
    personnel: change.personnel ?? before?.personnel,
    ...held,
  }
  return { ...view, commitments: put(view.commitments, state, same) }
}

const unit: Apply<'unit'> = (view, change, held) => {
  const same = (one: { agency: string; unit: string }) =>
    one.agency === change.agency && one.unit === change.unit
  const before = view.units.find(same)
  const state = {
    agency: change.agency,
    unit: change.unit,
    unitKind: change.unitKind ?? before?.unitKind,
    status: change.status,
    times: { ...before?.times, [change.status]: before?.times[change.status] ?? held.since },
    ...held,
  }
  return { ...view, units: put(view.units, state, same) }
}

const link: Apply<'link'> = (view, change, held) => {
  const { a, b, relation, confidence } = change
  if (change.state === 'linked') {
    return {
      ...view,
      links: [...view.links, { a, b, relation, confidence, linked: held, unlinked: undefined }],
    }
  }
  const same = (one: { a: string; b: string }) => (one.a === a && one.b === b) || (one.a === b && one.b === a)
  const unlinked = { ...held, reason: change.reason, basis: change.basis ?? [] }
  return {
    ...view,
    links: view.links.map((one) => (same(one) && one.unlinked === undefined ? { ...one, unlinked } : one)),
  }
}

const alert: Apply<'alert'> = (view, change, held) => {
  const same = (one: { identifier: string }) => one.identifier === change.identifier
  const before = view.alerts.find(same)
  const state = {
    identifier: change.identifier,
    state: change.state,
    headline: change.headline ?? before?.headline,
    severity: change.severity ?? before?.severity,
    areas: union(before?.areas ?? [], change.areas),
    ...held,
  }
  return { ...view, alerts: put(view.alerts, state, same) }
}

/** A decision ends the contradiction it names. */
const decision: Apply<'decision'> = (view, change, held) => {
  const taken = {
    decision: change.decision,
    rationale: change.rationale,
    basis: change.basis,
    unit: change.unit,
    allocations: change.allocations ?? [],
    ...held,
  }
  const settles = change.fact
  const facts = settles
    ? view.facts.map((one) =>
        one.name === settles.name && (settles.about ?? one.about) === one.about
          ? { ...one, settled: { ...held, value: settles.value } }
          : one,
      )
    : view.facts
  return { ...view, facts, decisions: [...view.decisions, taken] }
}

const detections: Apply<'detections'> = (view, change) => ({
  ...view,
  detections: view.detections + change.detections.length,
})

const appliers: { readonly [K in Kind]: Apply<K> } = {
  acknowledge,
  alert,
  checkpoint,
  commitment,
  decision,
  describe,
  detections,
  fact,
  link,
  measure,
  participant,
  person,
  place,
  request,
  status,
  task,
  unit,
}

const put = <Item>(items: readonly Item[], item: Item, same: (one: Item) => boolean): readonly Item[] => {
  const at = items.findIndex(same)
  return at < 0 ? [...items, item] : items.with(at, item)
}

const union = (before: readonly string[], more: readonly string[] | undefined): readonly string[] =>
  more === undefined || more.every((one) => before.includes(one))
    ? before
    : [...new Set([...before, ...more])]

const equal = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

import type { Change, IncidentStatus, PersonStatus } from '../changes/change.ts'
import { type Apply, equal, type Kind, put, union } from './applier.ts'
import { decision, fact } from './apply-fact.ts'
import { measure } from './apply-measure.ts'
import { commitment, request, task, unit } from './apply-work.ts'
import { stillBound } from './still-bound.ts'
import type { Alert, Held, Participant, TopicView } from './topic-view.ts'

/** What one change makes of a view. `held` says since when and on whose word. */
export const applyChange = (view: TopicView, change: Change, held: Held): TopicView =>
  (appliers[change.change] as Apply<Kind>)(view, change, held)

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

const status: Apply<'status'> = (view, change, held) =>
  wholeStatus(change.ofPart ? withPart(view, change.status, held) : view, change, held)

/** How far an agency is with its own part is its word, whether or not it ends the whole. */
const withPart = (view: TopicView, status: IncidentStatus, held: Held): TopicView => ({
  ...view,
  participants: view.participants.map((one) =>
    one.agency === held.source.agency ? { ...one, part: { status, ...held } } : one,
  ),
})

const wholeStatus: Apply<'status'> = (view, change, held) => {
  if (change.unless === 'somebody-out' && view.persons.some(isOut)) return view
  if (change.ofKind !== undefined && (view.status === 'closed' || !isOfKind(view, change.ofKind))) return view
  if (change.unless === 'others-began' && isOthers(view, held.source.agency)) return view
  if (change.unless === 'under-way' && isUnderWay(view)) return view
  // What is still recorded under the old name happened to what goes on under the new one.
  if (view.status === 'merged' && change.status !== 'merged') return view
  // An agency is done with its part after all is: it may still say how it ended, and opens nothing again.
  if (view.status === 'closed' && change.status === 'resolved')
    return { ...view, disposition: change.disposition ?? view.disposition }
  return {
    ...view,
    status: change.status,
    statusHeld: held,
    began: view.began ?? (change.status === 'active' ? held : undefined),
    mergedInto: change.status === 'merged' ? change.into : undefined,
    beforeMerge: change.status === 'merged' ? standingBefore(view) : undefined,
    disposition: isOver(change) ? (change.disposition ?? view.disposition) : undefined,
    ...stillBound(view, change, held),
  }
}

/** What starts when it was over has started again. */
const isUnderWay = ({ status }: TopicView): boolean =>
  !['reported', 'acknowledged', 'resolved'].includes(status)

/**
 * Named in full or by its last words: the `riot` of a `prison-riot` is it, a `kitchen fire` is not every `fire`. A `flooding`
 * is a `flood`, and a `cyberattack` a `cyber-attack`.
 */
const isOfKind = ({ kind }: TopicView, named: string): boolean =>
  kind !== undefined &&
  (` ${inWords(kind)}`.endsWith(` ${inWords(named)}`) || inOne(inWords(kind)) === inOne(inWords(named)))

const inOne = (words: string): string => words.replaceAll(' ', '')

const inWords = (kind: string): string =>
  kind
    .replace(/(?<=\p{Ll})(?=\p{Lu})/gu, ' ')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .replace(/(?:ing|s)\b/g, '')

const standingBefore = ({ beforeMerge, status, disposition }: TopicView): TopicView['beforeMerge'] =>
  beforeMerge ?? { status, disposition }

/** It stands where it stood: what was recorded under its name meanwhile happened to what it was merged into. */
const unmerge: Apply<'unmerge'> = (view, change, held) =>
  view.status === 'merged' && view.mergedInto === change.from
    ? { ...view, ...view.beforeMerge, statusHeld: held, mergedInto: undefined, beforeMerge: undefined }
    : view

/** Whether others have reported it or are at work on it, and the agency does not speak for them. */
const isOthers = ({ opened, began = opened, lead }: TopicView, agency: string): boolean =>
  ![opened.source.agency, began.source.agency, lead].includes(agency)

const isOver = ({ status }: { readonly status: string }): boolean =>
  status === 'resolved' || status === 'closed'

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
      { agency: change.agency, state: change.state, part: partOf(view, change.agency), ...held },
      (one) => one.agency === change.agency,
    ),
    ...stillBound(view, change, held),
  }
}

const partOf = ({ participants }: TopicView, agency: string): Participant['part'] =>
  participants.find((one) => one.agency === agency)?.part

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

const person: Apply<'person'> = (view, change, held) => {
  const same = (one: { subject: string }) => one.subject === change.subject
  const before = view.persons.find(same)
  if (change.ifAtLarge !== undefined && before?.status === 'at-large')
    return person(
      view,
      { ...change, status: change.ifAtLarge, ifAtLarge: undefined, unless: undefined },
      held,
    )
  if (change.unless === 'never-gone' && !isGone(before))
    return person(view, { ...change, status: 'involved', unless: undefined }, held)
  if (before && !saysMore(before.status, change.status)) return view
  if (before && change.unless === 'not-out' && !isOut(before) && before.status !== 'involved') return view
  // Whoever is gone and told to be by somebody else as well has been gone since the earlier of the two.
  const missing = isGone(change) && !isGone(before) ? held : before?.missing
  return {
    ...view,
    persons: put(view.persons, { subject: change.subject, status: change.status, missing, ...held }, same),
  }
}

/** Out, or held by somebody who has no right to. */
const isGone = (one: { readonly status: string } | undefined): boolean =>
  one !== undefined && (isOut(one) || one.status === 'held')

/**
 * Being seen or named is not being caught: neither ends what was known of the person. For somebody of whom nothing else is known,
 * the latest report counts.
 */
const saysMore = (before: PersonStatus, now: PersonStatus): boolean =>
  before === 'involved' || !['involved', 'sighted', 'identified'].includes(now)

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

const link: Apply<'link'> = (view, change, held) => {
  const { a, b, relation, confidence } = change
  if (change.state === 'linked') {
    return {
      ...view,
      links: [...view.links, { a, b, relation, confidence, linked: held, unlinked: undefined }],
    }
  }
  const same = (one: { a: string; b: string; relation: string }) =>
    ((one.a === a && one.b === b) || (one.a === b && one.b === a)) && isMerge(one) === isMerge(change)
  const unlinked = { ...held, reason: change.reason, basis: change.basis ?? [] }
  return {
    ...view,
    links: view.links.map((one) => (same(one) && one.unlinked === undefined ? { ...one, unlinked } : one)),
  }
}

/** A hypothesis that is withdrawn unmerges nothing, and what is unmerged may still belong together. */
const isMerge = ({ relation }: { readonly relation: string }): boolean => relation === 'REPLACED'

const alert: Apply<'alert'> = (view, change, held) => {
  const named = change.replaces ?? change.message
  const same = ({ messages }: Pick<Alert, 'messages'>) => messages.includes(named)
  const before = view.alerts.find(same)
  const state = {
    identifier: before?.identifier ?? named,
    messages: union(before?.messages ?? [named], [change.message]),
    state: change.state,
    headline: change.headline ?? before?.headline,
    severity: change.severity ?? before?.severity,
    areas: union(before?.areas ?? [], change.areas),
    ...held,
  }
  return { ...view, alerts: put(view.alerts, state, same) }
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
  unmerge,
}

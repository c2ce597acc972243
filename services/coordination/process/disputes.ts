import {
  type Change,
  type DecisionChange,
  endedBindings,
  incidentOfStream,
  topicId,
  topicKind,
} from '@concord/incident'
import type { Mode, RecordedEvent } from '@concord/kernel'
import { bindingWords } from './binding-words.ts'
import type { Claim, Word } from './claims.ts'
import {
  type Dispute,
  type Disputes,
  hear,
  nameOf,
  nothingHeard,
  settlesFact,
  settlesUnit,
  type Thing,
  usesIn,
} from './dispute.ts'
import { withLast } from './last-heard.ts'
import { aimsAt, bearsOn } from './said.ts'

/** Things of which claims are remembered; the oldest are forgotten, and the picture still shows their conflicts. */
const MOST_THINGS = 1_000

/** What is asked of an event and of what was heard before it. */
export interface Around {
  /** The agencies that may see the event by its marking. */
  readonly seenBy: () => readonly string[]
  /** Who leads an incident of the event's mode now, as far as the joint centre was told. */
  readonly leadOf: (incident: string) => string | undefined
  /** The agencies that may see all that was said of who leads it. */
  readonly knowingLeadOf: (incident: string) => readonly string[]
}

/**
 * One step of the fold. A record that is corrected or taken back claims nothing any more; a decision on a unit or a fact, by
 * whoever may settle it, ends its dispute, and what is claimed afterwards begins another one. A decision that is taken back
 * ended nothing. A conflict that was reported has been told of.
 */
export const evolveDisputes = (
  disputes: Disputes,
  event: RecordedEvent,
  changes: readonly Change[],
  around: Around,
): Disputes => {
  const { mode } = event.envelope
  if (event.type === 'ConflictDetected') return told(disputes, event.data as ToldConflict, mode)
  const bared = aimsAt(event)
    ? hearWhere(disputes, event, ({ heard }) => bearsOn(event, heard.said), around)
    : disputes
  return changes.reduce((after, change) => evolveByChange(after, event, change, around), bared)
}

interface ToldConflict {
  readonly thing?: string
  readonly basis?: readonly string[]
}

const told = (disputes: Disputes, { thing = '', basis = [] }: ToldConflict, mode: Mode): Disputes => {
  const dispute = disputes.get(thing)
  return dispute?.mode === mode
    ? disputes.set(thing, { ...dispute, told: basis.toSorted().join() })
    : disputes
}

const evolveByChange = (
  disputes: Disputes,
  event: RecordedEvent,
  change: Change,
  around: Around,
): Disputes => {
  const { mode, agency } = event.envelope
  const incident = incidentOfStream(event.stream)
  const claim = (party: string, said: Pick<Claim, 'value' | 'unit' | 'personnel'>): Claim => {
    const { id, recordedAt } = event
    return { party, ...said, event: id, recordedAt }
  }
  switch (change.change) {
    case 'commitment': {
      if (change.topic !== undefined) return disputes
      return bindingWords(disputes, mode, change, claim).reduce(
        (after, { thing, word }) => put(after, event, { mode, thing, incident }, word, around),
        disputes,
      )
    }
    case 'fact': {
      if (change.topic !== undefined || change.supposed) return disputes
      const thing: Thing = { kind: 'fact', incident, about: change.about, name: change.name }
      const stated = claim(agency, { value: change.value, unit: change.unit })
      return put(disputes, event, { mode, thing, incident }, { claim: stated }, around)
    }
    case 'decision':
      return evolveByDecision(disputes, event, change, around, claim)
    default:
      return setFree(disputes, event, change, around)
  }
}

/** A decision says what was decided, and of a unit who stays where. */
const evolveByDecision = (
  disputes: Disputes,
  event: RecordedEvent,
  change: DecisionChange & Pick<Change, 'topic'>,
  around: Around,
  claim: (party: string, said: Pick<Claim, 'value' | 'personnel'>) => Claim,
): Disputes => {
  const { mode, agency } = event.envelope
  const home = incidentOfStream(event.stream)
  const { topic, allocations = [] } = change
  const decidedIn = topic && topicKind(topic) === 'incident' ? topicId(topic) : home
  const maySettleFacts = change.unless !== 'not-leading' || around.leadOf(decidedIn) === agency
  const staying = allocations.map(({ use, personnel }) => claim(use, { value: use, personnel }))
  const isOnUnit = (dispute: Dispute) => dispute.mode === mode && settlesUnit(change, dispute.thing)
  const unitSettled = hearWhere(disputes, event, isOnUnit, around, {
    decided: {},
    ...(staying.length > 0 ? { home, staying } : {}),
  })
  const knowingLead = change.unless === 'not-leading' ? around.knowingLeadOf(decidedIn) : undefined
  return (change.facts ?? []).reduce((after, fact) => {
    const isOnFact = ({ mode: its, thing }: Dispute) => its === mode && settlesFact(fact, decidedIn, thing)
    const told = after.map((dispute) =>
      knowingLead && isOnFact(dispute) ? keptFrom(dispute, around.seenBy(), knowingLead) : dispute,
    )
    const word = { decided: { value: fact.value, unit: fact.unit } }
    return maySettleFacts ? hearWhere(told, event, isOnFact, around, word) : told
  }, unitSettled)
}

/** Whether a decision counts reveals who leads, so agencies that see the decision but not the lead are told nothing more of its dispute. */
const keptFrom = (dispute: Dispute, seeing: readonly string[], knowingLead: readonly string[]): Dispute => ({
  ...dispute,
  seenBy: dispute.seenBy.filter((agency) => !seeing.includes(agency) || knowingLead.includes(agency)),
})

/** What ends for a unit because the task or the operation has ended. */
const setFree = (disputes: Disputes, event: RecordedEvent, change: Change, { seenBy }: Around): Disputes => {
  const isOver =
    change.topic === undefined
      ? endedBindings(change, incidentOfStream(event.stream), event.envelope.agency)
      : undefined
  if (isOver === undefined) return disputes
  const { mode } = event.envelope
  return disputes.map((dispute) => {
    const { thing } = dispute
    if (dispute.mode !== mode || thing.kind !== 'unit') return dispute
    const uses = usesIn(dispute).filter((use) => isOver({ agency: thing.agency, use }))
    return uses.length === 0 ? dispute : hear(dispute, event, { frees: uses }, seenBy())
  })
}

/** What is claimed of a thing makes it the last one claimed. */
const put = (
  disputes: Disputes,
  event: RecordedEvent,
  of: Pick<Dispute, 'mode' | 'thing' | 'incident'>,
  word: Word,
  around: Around,
): Disputes => {
  const name = nameOf(of.mode, of.thing)
  const seenBy = around.seenBy()
  const dispute = { ...(disputes.get(name) ?? nothingHeard({ ...of, seenBy })), incident: of.incident }
  return withLast(disputes, name, hear(dispute, event, word, seenBy), MOST_THINGS)
}

const hearWhere = (
  disputes: Disputes,
  event: RecordedEvent,
  isMeant: (dispute: Dispute) => boolean,
  { seenBy }: Around,
  word?: Word,
): Disputes => disputes.map((dispute) => (isMeant(dispute) ? hear(dispute, event, word, seenBy()) : dispute))

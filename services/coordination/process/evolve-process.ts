import { parseStreamName, type RecordedEvent } from '@concord/kernel'
import { evolveWatchedGlasses } from '../glass/watched-glass.ts'
import { JOINT_CENTRE } from '../joint-centre.ts'
import { activationsAfterWord, withoutForgotten } from './activation.ts'
import { disputeAfterWord } from './dispute.ts'
import { evolveDisputes } from './disputes.ts'
import { activate, evolveActivations, evolveByPlan } from './evolve-activations.ts'
import { evolveLeads, leadOf, leadsAfterWord, saidOfLead } from './leads.ts'
import { evolvePlans, plansAfterWord, ruleIdsOf } from './planned-rules.ts'
import type { ProcessKnowledge, ProcessState } from './process-state.ts'
import { type ReleaseWord, releaseWordOf } from './release-word.ts'
import { areasAfterWord, evolveSharedAreas } from './shared-area.ts'
import { evolveWatchedOperations, operationsAfterWord } from './watched-operation.ts'

/**
 * One step of the fold. Imported records are history: they open, assign and answer nothing here. What the joint centre
 * may not see it does not act on either, or its acts would tell of it; but that the owner of a withheld record is told of
 * a break-glass is the owner's right. Whose sight of a record its owner gives or takes counts whoever may know of that, imported
 * too: what rests on the record is told by it from then on.
 */
export const evolveProcess = (
  state: ProcessState,
  event: RecordedEvent,
  knowledge: ProcessKnowledge,
): ProcessState => {
  const isReal = parseStreamName(event.stream) !== undefined && event.envelope.mode !== 'test'
  if (!isReal) return state
  const word = releaseWordOf(event, knowledge.agencies)
  const told = word ? afterWord(state, event, word, knowledge) : state
  if (event.envelope.imported) return told
  const watched = { ...told, glasses: evolveWatchedGlasses(state.glasses, event) }
  const { agencies, changes, visibleTo } = knowledge
  if (!visibleTo(JOINT_CENTRE, event)) return watched
  const operations = evolveWatchedOperations(watched.operations, event)
  const plans = evolvePlans(watched.plans, event)
  const meant = changes(event)
  const leads = evolveLeads(watched.leads, event, meant)
  const known: ProcessState = {
    ...watched,
    operations,
    activations: withoutForgotten(
      evolveByPlan(watched, event, plans),
      watched.operations,
      operations,
      ruleIdsOf({ plans }, knowledge.rules),
    ),
    plans,
    leads,
    disputes: evolveDisputes(watched.disputes, event, meant, {
      seenBy: () => agencies.filter((agency) => visibleTo(agency, event)),
      leadOf: (incident) => leadOf(leads, incident, event.envelope.mode),
      knowingLeadOf: (incident) => {
        const said = saidOfLead(leads, incident, event.envelope.mode)
        return agencies.filter((agency) => said.every((one) => visibleTo(agency, one)))
      },
    }),
    sharedAreas: evolveSharedAreas(watched.sharedAreas, event),
  }
  return activate(evolveActivations(known, event, knowledge), event, knowledge)
}

/** What rests on a record whose owner gives or takes somebody's sight of it. */
const afterWord = (
  state: ProcessState,
  event: RecordedEvent,
  word: ReleaseWord,
  { agencies, visibleTo }: ProcessKnowledge,
): ProcessState => {
  const seenBy = agencies.filter((agency) => visibleTo(agency, event))
  return {
    ...state,
    operations: operationsAfterWord(state.operations, word),
    activations: activationsAfterWord(state.activations, word),
    plans: plansAfterWord(state.plans, word),
    leads: leadsAfterWord(state.leads, word),
    disputes: state.disputes.map((dispute) => disputeAfterWord(dispute, word, seenBy)),
    sharedAreas: areasAfterWord(state.sharedAreas, word),
  }
}

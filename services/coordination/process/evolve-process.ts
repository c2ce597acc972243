import { parseStreamName, type RecordedEvent } from '@concord/kernel'
import { evolveWatchedGlasses } from '../glass/watched-glass.ts'
import { JOINT_CENTRE } from '../joint-centre.ts'
import { withoutForgotten } from './activation.ts'
import { evolveDisputes } from './disputes.ts'
import { activate, evolveActivations, evolveByPlan } from './evolve-activations.ts'
import { evolveLeads, leadOf } from './leads.ts'
import { evolvePlans, ruleIdsOf } from './planned-rules.ts'
import type { Knowledge, ProcessState } from './process-state.ts'
import { evolveSharedAreas } from './shared-area.ts'
import { evolveWatchedOperations } from './watched-operation.ts'

/**
 * One step of the fold. Imported records are history: they open, assign and answer nothing here. What the joint centre
 * may not see it does not act on either, or its acts would tell of it; but that the owner of a withheld record is told of
 * a break-glass is the owner's right.
 */
export const evolveProcess = (
  state: ProcessState,
  event: RecordedEvent,
  knowledge: Knowledge,
): ProcessState => {
  const isReal = parseStreamName(event.stream) !== undefined && event.envelope.mode !== 'test'
  if (!isReal || event.envelope.imported) return state
  const watched = { ...state, glasses: evolveWatchedGlasses(state.glasses, event) }
  const { agencies, changes, visibleTo } = knowledge
  if (!visibleTo(JOINT_CENTRE, event)) return watched
  const operations = evolveWatchedOperations(state.operations, event)
  const plans = evolvePlans(state.plans, event)
  const meant = changes(event)
  const leads = evolveLeads(state.leads, event, meant)
  const known: ProcessState = {
    ...watched,
    operations,
    activations: withoutForgotten(
      evolveByPlan(state, event, plans),
      state.operations,
      operations,
      ruleIdsOf({ plans }, knowledge.rules),
    ),
    plans,
    leads,
    disputes: evolveDisputes(state.disputes, event, meant, {
      seenBy: () => agencies.filter((agency) => visibleTo(agency, event)),
      leadOf: (incident) => leadOf(leads, incident, event.envelope.mode),
    }),
    sharedAreas: evolveSharedAreas(state.sharedAreas, event),
  }
  return activate(evolveActivations(known, event, knowledge), event, knowledge)
}

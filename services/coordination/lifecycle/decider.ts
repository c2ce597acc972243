import { incidentOfStream } from '@concord/incident'
import type { Command, CommandFor, FoldedEventOf, Rejection } from '@concord/kernel'
import { Map as PersistentMap } from 'immutable'
import { JOINT_CENTRE } from '../joint-centre.ts'
import type { lifecycleEvents } from './events.ts'

/** How far an incident is, and who is in it. */
export interface Lifecycle {
  readonly phase: 'unknown' | 'open' | 'closed' | 'merged'
  /** The incident's name, once anything was recorded about it. */
  readonly incident: string | undefined
  readonly agencies: PersistentMap<string, 'joined' | 'stood-down'>
  readonly lead: string | undefined
  /** Where it goes on, while it is merged. */
  readonly mergedInto: string | undefined
  /** Who has been asked to take over the lead and has not answered. */
  readonly asked: string | undefined
}

/** Before coordination of the incident was opened. */
export const notOpened: Lifecycle = {
  phase: 'unknown',
  incident: undefined,
  agencies: PersistentMap(),
  lead: undefined,
  mergedInto: undefined,
  asked: undefined,
}

/** What is asked of an incident. */
export type LifecycleCommand = CommandFor<(typeof lifecycleEvents)[number]>

/** What is recorded in the stream of an incident. */
export type LifecycleEvent = FoldedEventOf<(typeof lifecycleEvents)[number]>

/** One step of an incident's lifecycle; events about anything else change nothing. */
export const evolveLifecycle = (before: Lifecycle, { type, data, stream }: LifecycleEvent): Lifecycle => {
  const { agencies, lead, asked } = before
  switch (type) {
    case 'CoordinationOpened':
      return {
        ...before,
        phase: 'open',
        incident: incidentOfStream(stream),
        agencies: takesPart(data.agency) ? agencies.set(data.agency, 'joined') : agencies,
      }
    case 'AgencyJoined':
      return { ...before, agencies: agencies.set(data.agency, 'joined') }
    case 'AgencyStoodDown':
      return {
        ...before,
        agencies: agencies.set(data.agency, 'stood-down'),
        lead: lead === data.agency ? undefined : lead,
        asked: asked === data.agency || lead === data.agency ? undefined : asked,
      }
    case 'LeadAgencyAssigned':
    case 'HandoverAccepted':
      return { ...before, agencies: agencies.set(data.agency, 'joined'), lead: data.agency, asked: undefined }
    case 'HandoverRequested':
      // Imported history may begin with the one who led handing over.
      return { ...before, asked: data.to, lead: lead ?? (takesPart(data.agency) ? data.agency : undefined) }
    case 'HandoverRejected':
      return { ...before, asked: undefined }
    case 'IncidentMerged':
      return { ...before, phase: 'merged', mergedInto: data.into }
    case 'IncidentUnmerged':
      return { ...before, phase: before.phase === 'merged' ? 'open' : before.phase, mergedInto: undefined }
    case 'IncidentClosed':
      return { ...before, phase: 'closed' }
    case 'IncidentReopened':
      return { ...before, phase: 'open' }
    default:
      return before
  }
}

const takesPart = (agency: string): boolean => agency !== JOINT_CENTRE

/**
 * Why a step is not possible. Steps are not corrected: what was done wrongly is undone by the next step, because others
 * have acted on it.
 */
export const lifecycleForbids = (command: Command, lifecycle: Lifecycle): Rejection | undefined => {
  if (!steps.has(command.name)) return undefined
  const { corrects, retracts, actor } = command.context
  if (corrects !== undefined || retracts !== undefined)
    return refuse(
      'not-correctable',
      'A step of the lifecycle cannot be retracted; undo it with another step.',
    )
  const agency = namedAgency(command)
  if (byMembers.has(command.name) && agency !== undefined && agency !== actor.agency) {
    if (actor.agency !== JOINT_CENTRE)
      return refuse('not-your-agency', `A member of ${actor.agency} cannot act for ${agency}.`)
  }
  return (
    fromOutside(command.name, actor.agency, lifecycle) ??
    outOfPhase(command.name, lifecycle) ??
    withoutSay(command.name, actor.agency, lifecycle) ??
    stepForbids(command as LifecycleCommand, lifecycle)
  )
}

/** Who never took part is told the same of an incident that is, is over or never was: it may be withheld from them. */
const fromOutside = (name: string, agency: string, { agencies }: Lifecycle): Rejection | undefined =>
  agency === JOINT_CENTRE || agencies.has(agency) || waysIn.has(name)
    ? undefined
    : refuse('not-joined', `${agency} does not take part.`)

/** What becomes of an incident as a whole is for the joint centre to say, or for those whose incident it is. */
const withoutSay = (name: string, agency: string, { lead }: Lifecycle): Rejection | undefined => {
  if (agency === JOINT_CENTRE) return undefined
  return leadsSay.has(name) && lead !== agency
    ? refuse('not-lead', 'Only the joint centre and the lead may merge, unmerge and split incidents.')
    : undefined
}

/** What is recorded says who acted, also where the command left it to the sender's token. */
export const withActingAgency = (command: Command): unknown =>
  byMembers.has(command.name) ? { ...(command.data as object), agency: actingAgency(command) } : command.data

const actingAgency = (command: Command): string => namedAgency(command) ?? command.context.actor.agency

/** For whom it is asked, where the command says so. */
const namedAgency = ({ data }: Command): string | undefined => (data as { readonly agency?: string }).agency

const outOfPhase = (name: string, { phase }: Lifecycle): Rejection | undefined => {
  if (name === 'OpenCoordination')
    return phase === 'unknown' ? undefined : refuse('already-open', `The incident is already ${phase}.`)
  if (name === 'ReopenIncident')
    return phase === 'closed' ? undefined : refuse('not-closed', 'Only a closed incident can be reopened.')
  if (name === 'UnmergeIncident')
    return phase === 'merged'
      ? undefined
      : refuse('not-merged', `The incident is ${phase}; only a merged one can be unmerged.`)
  if (name === 'OfferIncident' && phase === 'unknown') return undefined
  return phase === 'open'
    ? undefined
    : refuse('not-open', `The incident is ${phase}; it must be open for this.`)
}

const stepForbids = (command: LifecycleCommand, lifecycle: Lifecycle): Rejection | undefined => {
  const { agencies, lead, asked } = lifecycle
  const agency = actingAgency(command)
  switch (command.name) {
    case 'JoinIncident':
      return agencies.get(agency) === 'joined'
        ? refuse('already-joined', `${agency} already takes part.`)
        : undefined
    case 'StandDown':
      return mustBeIn(agencies, agency) ?? leadStays(lifecycle, agency)
    case 'AssignLeadAgency':
      return lead === agency ? refuse('already-lead', `${agency} already leads.`) : mustBeIn(agencies, agency)
    case 'RequestHandover':
      return handoverForbids(command.data.to, agency, lifecycle)
    case 'AcceptHandover':
    case 'RejectHandover':
      return asked === agency
        ? undefined
        : refuse('no-handover', `${agency} has not been asked to take over.`)
    case 'MergeIncident':
      return command.data.into === lifecycle.incident
        ? refuse('self-merge', 'An incident cannot be merged into itself.')
        : undefined
    case 'UnmergeIncident':
      return command.data.from === lifecycle.mergedInto
        ? undefined
        : refuse(
            'not-merged',
            `The incident goes on in ${lifecycle.mergedInto}, not in ${command.data.from}.`,
          )
    case 'CloseIncident':
      return somebodyIn(agencies)
    default:
      return undefined
  }
}

const handoverForbids = (
  to: string,
  agency: string,
  { agencies, lead, asked }: Lifecycle,
): Rejection | undefined => {
  if (lead !== agency) return refuse('not-lead', `${agency} does not lead, so it cannot hand over the lead.`)
  if (to === agency) return refuse('self-handover', 'The lead can only be handed over to another agency.')
  if (asked !== undefined)
    return refuse(
      'handover-pending',
      `${asked} has already been asked to take over, and has not answered yet.`,
    )
  return mustBeIn(agencies, to)
}

const mustBeIn = (agencies: Lifecycle['agencies'], agency: string): Rejection | undefined =>
  agencies.get(agency) === 'joined' ? undefined : refuse('not-joined', `${agency} does not take part.`)

const leadStays = ({ agencies, lead }: Lifecycle, agency: string): Rejection | undefined => {
  const others = agencies.filter((state, name) => state === 'joined' && name !== agency)
  return lead === agency && !others.isEmpty()
    ? refuse(
        'lead-stays',
        'The lead must be the last to stand down. Hand over the lead first, or wait until the others have stood down.',
      )
    : undefined
}

const somebodyIn = (agencies: Lifecycle['agencies']): Rejection | undefined => {
  const still = [...agencies.filter((state) => state === 'joined').keys()].toSorted()
  return still.length > 0
    ? refuse('agencies-still-in', `${still.join(', ')} must stand down first.`)
    : undefined
}

const refuse = (code: string, detail: string): Rejection => ({ code, detail })

/** Steps that members of every agency may take, each for its own agency. */
const byMembers: ReadonlySet<string> = new Set([
  'OpenCoordination',
  'JoinIncident',
  'StandDown',
  'RequestHandover',
  'AcceptHandover',
  'RejectHandover',
])

/** Steps by which an agency comes to take part. */
const waysIn: ReadonlySet<string> = new Set(['OpenCoordination', 'JoinIncident', 'OfferIncident'])

/** What the lead says of an incident as a whole. */
const leadsSay: ReadonlySet<string> = new Set(['MergeIncident', 'UnmergeIncident', 'SplitIncident'])

const steps: ReadonlySet<string> = new Set([
  ...byMembers,
  ...leadsSay,
  'AssignLeadAgency',
  'OfferIncident',
  'CloseIncident',
  'ReopenIncident',
])

import type { Policy, Reader } from '@concord/access'
import type { Actor, Decider, Marking, ProposedEvent, RecordedEvent, Rejection } from '@concord/kernel'
import { Map as ImmutableMap } from 'immutable'

/** A decider's state, with how each record of the stream is marked. */
export interface WithMarkings<State> {
  readonly own: State
  readonly markings: ImmutableMap<string, Marking>
}

/**
 * Holds every release that a decider asks for to the policy (`release.cedar`): who may release, to whom, and what stays
 * in the country. What counts is how the record itself is marked. Imported releases are held to it as well, because they
 * open the record like any other.
 */
export const withReleaseRule = <State>(
  agency: string,
  policy: () => Pick<Policy, 'mayRelease'>,
  decider: Decider<State>,
): Decider<WithMarkings<State>> => ({
  initialState: { own: decider.initialState, markings: ImmutableMap() },
  evolve: (state, event) => ({
    own: decider.evolve(state.own, event),
    markings: remember(state.markings, event),
  }),
  decide: (command, { own, markings }) => {
    const decided = decider.decide(command, own)
    if (!decided.ok) return decided
    const denied = decided.value
      .filter(({ type }) => type === 'ReleaseGranted')
      .map((release) => denialOf(release, command.context.actor, agency, markings, policy()))
      .find((denial) => denial !== undefined)
    return denied ? { ok: false, error: denied } : decided
  },
})

const remember = (
  markings: ImmutableMap<string, Marking>,
  { id, envelope }: RecordedEvent,
): ImmutableMap<string, Marking> => markings.set(id, envelope.marking)

const denialOf = (
  release: ProposedEvent,
  { subject, role, agency }: Actor,
  owner: string,
  markings: ImmutableMap<string, Marking>,
  policy: Pick<Policy, 'mayRelease'>,
): Rejection | undefined => {
  const { event, to } = release.data as { readonly event: string; readonly to: readonly string[] }
  const marking = markings.get(event)
  if (marking === undefined) {
    return { code: 'unknown-record', detail: `This agency has no record ${event} in this incident.` }
  }
  const reader: Reader = {
    agency,
    subject,
    roles: [role as Reader['roles'][number]],
    purpose: undefined,
    case: undefined,
  }
  for (const recipient of to) {
    const verdict = policy.mayRelease(reader, owner, marking, recipient)
    if (!verdict.ok) return { ...verdict.error, detail: `${verdict.error.detail} (${recipient})` }
  }
  return undefined
}

import type { Policy, Reader } from '@concord/access'
import { unknownRecord } from '@concord/incident'
import type { Actor, AppendedEvent, Decider, Marking, ProposedEvent, Rejection } from '@concord/kernel'

/** A decider's state, with how each record of the stream is marked. */
export interface WithMarkings<State> {
  readonly own: State
  readonly marked: MarkedRecord | undefined
}

/**
 * The last record of a stream and those before it. A list and no map, because it grows with every event and is looked
 * through for a release only.
 */
interface MarkedRecord {
  readonly id: string
  readonly marking: Marking
  readonly before: MarkedRecord | undefined
}

/**
 * Holds every release that a decider asks for to the policy (`release.cedar`): who may release, to whom, and what
 * stays in the country. What counts is how the record itself is marked. Imported releases are held to it as well,
 * because they open the record like any other.
 */
export const withReleaseRule = <State>(
  agency: string,
  policy: () => Pick<Policy, 'mayRelease'>,
  decider: Decider<State>,
): Decider<WithMarkings<State>> => ({
  initialState: { own: decider.initialState, marked: undefined },
  evolve: ({ own, marked }, event) => ({
    own: decider.evolve(own, event),
    marked: remember(marked, event),
  }),
  decide: (command, { own, marked }) => {
    const decided = decider.decide(command, own)
    if (!decided.ok) return decided
    for (const event of decided.value) {
      if (event.type !== 'ReleaseGranted') continue
      const denied = denialOf(event, command.context.actor, agency, marked, policy())
      if (denied) return { ok: false, error: denied }
    }
    return decided
  },
})

const remember = (
  before: MarkedRecord | undefined,
  { id, envelope: { marking } }: AppendedEvent,
): MarkedRecord => ({ id, marking, before })

const markingOf = (event: string, last: MarkedRecord | undefined): Marking | undefined => {
  for (let record = last; record !== undefined; record = record.before) {
    if (record.id === event) return record.marking
  }
  return undefined
}

const denialOf = (
  release: ProposedEvent,
  { subject, role, agency }: Actor,
  owner: string,
  marked: MarkedRecord | undefined,
  policy: Pick<Policy, 'mayRelease'>,
): Rejection | undefined => {
  const { event, to } = release.data as { readonly event: string; readonly to: readonly string[] }
  const marking = markingOf(event, marked)
  if (marking === undefined) return unknownRecord(event)
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

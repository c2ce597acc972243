import { type AgencyName, parseStreamName, type RecordedEvent } from '@concord/kernel'
import type { Policy } from '../policy/policy.ts'
import type { Reader } from '../reader.ts'
import { type Glass, glassesOf, isOpen } from './glasses.ts'

/**
 * The break-glasses that are open now. `now` is when somebody reads, not the moment they ask about: a glass opens the
 * whole past of its incident while it lasts, and nothing of it afterwards.
 */
export const openGlass = (events: readonly RecordedEvent[], nowMs: number): readonly Glass[] =>
  [...glassesOf(events).values()].filter((glass) => isOpen(glass, nowMs))

/** On which events the reader has an open break-glass. It is theirs alone: their colleagues see no more than before. */
export const glassOf = (
  open: readonly Glass[],
  reader: Pick<Reader, 'agency' | 'subject'>,
): ((event: RecordedEvent) => boolean) => {
  const incidents = new Set(
    open
      .filter((glass) => glass.reader.agency === reader.agency && glass.reader.subject === reader.subject)
      .map(({ incident }) => incident),
  )
  if (incidents.size === 0) return () => false
  return ({ stream }) => incidents.has(parseStreamName(stream)?.id ?? '')
}

/** Whether a break-glass concerns an auditor: the one who broke it, or somebody whose records were seen, is their agency's. */
export const overseesGlass = (
  policy: Pick<Policy, 'mayAudit'>,
  auditor: Reader,
  { reader, noticed }: Pick<Glass, 'reader' | 'noticed'>,
): boolean => policy.mayAudit(auditor, { readers: reader.agency, owners: noticed }).ok

/** A notice that an owner has not been given yet. */
export interface NoticeDue {
  readonly invocation: string
  readonly incident: string
  readonly to: AgencyName
}

/**
 * Whom to tell. `ownersIn` names the agencies that have records in an incident. Telling twice is harmless and does not
 * happen: what was told is in the fold.
 */
export const noticesDue = (
  events: readonly RecordedEvent[],
  ownersIn: (incident: string) => readonly AgencyName[],
): readonly NoticeDue[] =>
  [...glassesOf(events).values()].flatMap(({ invocation, incident, reader, noticed }) =>
    ownersIn(incident)
      .filter((owner) => owner !== reader.agency && !noticed.includes(owner))
      .map((to) => ({ invocation, incident, to })),
  )

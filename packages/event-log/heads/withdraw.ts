import { type AppendFailure, err, type ReadFailure, type Result } from '@concord/kernel'
import type { ConnectedEventLog } from '../connected-event-log.ts'
import { CountersignatureWithdrawn, headStream, LogHeadCountersigned } from '../own-events/head-events.ts'
import { ownEvent } from '../own-events/own-event.ts'

/** Which countersignature is taken back, and why. */
export interface Withdrawal {
  /** As whom the log writes: the agency that countersigned. */
  readonly agency: string
  /** How many events the countersignature is of, as a verification names it. */
  readonly size: number
  /** What was found out, and how, in a sentence: for everybody who verifies the log. */
  readonly reason: string
  readonly now?: () => Date
}

/**
 * Takes back a countersignature, so that the log is no longer held against it: its agency has found out that the head which it vouched
 * for was a lie. Only that agency can, and everybody who verifies the log is told.
 */
export const withdrawCountersignature = async (
  log: ConnectedEventLog,
  { agency, size, reason, now = () => new Date() }: Withdrawal,
): Promise<
  Result<unknown, AppendFailure | ReadFailure | { readonly kind: 'misfit'; readonly detail: string }>
> => {
  const fits = CountersignatureWithdrawn.data.shape.reason.safeParse(reason)
  if (!fits.success)
    return err({
      kind: 'misfit',
      detail:
        'The reason must be a sentence of 10 to 2,000 characters that says what was found out, and how.',
    })
  const stream = headStream(agency)
  const read = await log.readStream(stream)
  if (!read.ok) return read
  const { events } = read.value
  const withdrawn = new Set(
    events.flatMap(({ type, data }) =>
      type === CountersignatureWithdrawn.type
        ? [(data as { countersignature?: string }).countersignature]
        : [],
    ),
  )
  const event = events.findLast(({ id, type, data }) => {
    const parsed = type === LogHeadCountersigned.type ? LogHeadCountersigned.data.safeParse(data) : undefined
    return parsed?.success && parsed.data.size === size && !withdrawn.has(id)
  })
  if (!event)
    return err({
      kind: 'misfit',
      detail: `${agency} has no countersignature in force for a head of ${size} events: it made none, or has withdrawn it.`,
    })
  const fields = { countersignature: event.id, reason }
  return log.append(stream, read.value.head, [ownEvent(agency, CountersignatureWithdrawn, fields, now())])
}

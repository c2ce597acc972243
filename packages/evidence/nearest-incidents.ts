import type { ConnectedEventLog } from '@concord/event-log'
import { parseStreamName } from '@concord/kernel'
import leven from 'leven'

const MOST_NAMED = 3

/** The incidents of the log that are called most nearly so, the nearest first. Goes through the whole log. */
export const nearestIncidents = async (log: ConnectedEventLog, name: string): Promise<readonly string[]> => {
  let nearest: readonly { readonly incident: string; readonly distance: number }[] = []
  const consider = (incident: string): void => {
    if (nearest.some((one) => one.incident === incident)) return
    const distance = leven(incident, name)
    if (nearest.length === MOST_NAMED && distance >= nearest.at(-1)!.distance) return
    nearest = [...nearest, { incident, distance }]
      .toSorted((one, other) => one.distance - other.distance)
      .slice(0, MOST_NAMED)
  }
  const end = new AbortController()
  for await (const batch of log.followStored({ signal: end.signal })) {
    for (const item of batch) {
      if (item.kind === 'caught-up') end.abort()
      const stream = item.kind === 'event' ? parseStreamName(item.event.stream) : undefined
      if (stream && !ofTheLog.has(stream.category)) consider(stream.id)
    }
  }
  return nearest.map(({ incident }) => incident)
}

/** Categories of streams that are about the log and not about an incident. */
const ofTheLog: ReadonlySet<string> = new Set(['keys', 'heads', 'moves', 'access'])

import type { SetAside } from '@concord/projection'
import type { Logger } from 'pino'
import type { JointMetrics } from './api/metrics.ts'

/** Types with a reason that are logged: whoever records more that nobody knows is known by then. */
const MOST_LOGGED = 1_000

/**
 * Counts each event that the picture set aside, and logs the first of each type and reason: a flood of them must not
 * flood the log.
 */
export const noteSetAside = (
  metrics: Pick<JointMetrics, 'setAside'>,
  logger: Pick<Logger, 'error'>,
): ((events: readonly SetAside[]) => void) => {
  const logged = new Set<string>()
  return (events) => {
    for (const { event, reason, detail } of events) {
      metrics.setAside(reason)
      const kind = `${event.type} ${reason}`
      if (logged.has(kind) || logged.size >= MOST_LOGGED) continue
      logged.add(kind)
      const { type, stream, revision, position } = event
      const about = { type, stream, revision, position: String(position), reason, detail }
      logger.error(about, 'an event was set aside: the picture lacks it, or lacks what it changes')
    }
  }
}

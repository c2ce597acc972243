import { setTimeout as sleep } from 'node:timers/promises'
import type { EventLog } from '@concord/kernel'
import { Router } from 'express'
import { type Problem, problem } from '../problem.ts'
import type { Alarm } from '../process/alarm.ts'
import { answerProblem } from './answer.ts'
import type { AgencyMetrics } from './metrics.ts'

/**
 * What whoever supervises the process looks at: whether it lives, whether it can take commands, and what it counted. A
 * standing fault leaves it ready: senders can do nothing about it, and what they send is taken.
 */
export const healthRoutes = (parts: HealthParts): Router => {
  const { alarm, metrics } = parts
  return Router()
    .get('/health/live', (_request, response) => void response.json({ status: 'live' }))
    .get('/health/ready', async (_request, response) => {
      const reason = await whyNotReady(parts)
      if (reason) answerProblem(response, reason)
      else response.json({ status: 'ready', alarm: alarm.standing() })
    })
    .get('/metrics', async (_request, response) => {
      const away = sleep(MOST_LOOKING_MS, 'away', { ref: false })
      metrics.ready((await Promise.race([whyNotReady(parts), away])) === undefined)
      response.type(metrics.registry.contentType).send(await metrics.registry.metrics())
    })
}

/**
 * So long the log is waited for when metrics are asked for: a log that does not answer has them say so in time, because whoever
 * scrapes waits ten seconds at most and would be left without all else that was counted.
 */
const MOST_LOOKING_MS = 1_000

const whyNotReady = async ({ halted, log }: HealthParts): Promise<Problem | undefined> => {
  const reason = halted()
  if (reason) return reason
  const head = await log.head()
  return head.ok ? undefined : problem('store-unavailable', 'The log does not answer.', { retryAfterS: 1 })
}

interface HealthParts {
  readonly log: Pick<EventLog, 'head'>
  readonly alarm: Pick<Alarm, 'standing'>
  readonly metrics: Pick<AgencyMetrics, 'registry' | 'ready'>
  /** Why no command may be taken at present; undefined while they may. */
  readonly halted: () => Problem | undefined
}

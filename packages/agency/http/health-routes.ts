import { Router } from 'express'
import { problem } from '../problem.ts'
import { answerProblem } from './answer.ts'
import type { AppParts } from './app.ts'

/** What whoever supervises the process looks at: whether it lives, whether it can take commands, and what it counted. */
export const healthRoutes = ({ halted, log, watch }: Pick<AppParts, 'halted' | 'log' | 'watch'>): Router =>
  Router()
    .get('/health/live', (_request, response) => void response.json({ status: 'live' }))
    .get('/health/ready', async (_request, response) => {
      const reason = halted()
      if (reason) return answerProblem(response, reason)
      const head = await log.head()
      if (head.ok) response.json({ status: 'ready' })
      else
        answerProblem(response, problem('store-unavailable', 'The log does not answer.', { retryAfterS: 1 }))
    })
    .get('/metrics', async (_request, response) => {
      response.type(watch.registry.contentType).send(await watch.registry.metrics())
    })

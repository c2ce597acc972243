import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import type { Recipient } from '../recipient.ts'
import type { ReportLine } from './report-line.ts'

/** What became of one delivered line. `repeated`: it had been recorded before, and nothing changed. */
const resultSchema = z.object({
  line: z.int(),
  status: z.int(),
  code: z.string().optional(),
  detail: z.string().optional(),
  /** Which fields are wrong, and how; of a line that was filed, why. */
  errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
  repeated: z.boolean().optional(),
  /** It was recorded as this type, because the agency has none of its own name or it does not fit that. */
  filedAs: z.string().optional(),
  /** `none`: an erasure that destroyed nothing, because nothing that it names is held there. */
  effect: z.literal('none').optional(),
  position: z.string().optional(),
  stream: z.string().optional(),
})

/** What became of one line, as the agency answers: see the same in `packages/agency/batch`. */
export type LineResult = z.infer<typeof resultSchema>

/** How many lines one request carries at most. */
export const LINES_PER_REQUEST = 1_000
/** How many bytes one request carries at most. */
export const BYTES_PER_REQUEST = 8 * 1024 * 1024

/** Why a delivery stopped. Everything before it has been answered; delivering again is harmless. */
export class DeliveryFailed extends Error {}

/** How long an agency may take for its answer before that is told; it is waited for all the same. */
const SILENCE_MS = 10_000

/** How long is waited before another try at most, of itself and when the agency asks for it. */
const LONGEST_WAIT_MS = { own: 10_000, asked: 60_000 }

/** How long an agency that does not answer is tried again, who is told, and what ends it. */
export interface DeliverOptions {
  /** For how long it is tried again at most, from the first time that there was no answer. */
  readonly patienceMs?: number
  /** Milliseconds by a clock that is never set. */
  readonly now?: () => number
  /** Resolves after so many milliseconds; rejects when the signal aborts. */
  readonly wait?: (ms: number, signal: AbortSignal | undefined) => Promise<unknown>
  readonly signal?: AbortSignal
  /** Told once, as soon as there is no answer, what is the matter with the agency: `cannot be reached (…)`. */
  readonly onAway?: (why: string) => void
  /** Told when there is an answer after all. */
  readonly onBack?: () => void
  /** Told of each request that has not been answered for so many milliseconds; its answer is waited for all the same. */
  readonly onSilence?: (ms: number) => void
  readonly silenceMs?: number
}

/**
 * Delivers lines to an agency's batch endpoint in their order and says what became of each. While the service cannot take
 * them it waits and tries again, for at most `patienceMs`; what was recorded before the break is answered as repeated.
 * Throws {@link DeliveryFailed} after that, and at once for what will not pass.
 */
export const deliver = async (
  lines: readonly ReportLine[],
  to: Recipient,
  options: DeliverOptions = {},
): Promise<readonly LineResult[]> => {
  const { wait = sleepMs, now = () => performance.now(), signal, onAway, onBack } = options
  const { patienceMs = PATIENCE_MS, silenceMs = SILENCE_MS } = options
  const body = lines.map((line) => `${JSON.stringify(line)}\n`).join('')
  let trouble = ''
  const tell = (why: string): void => {
    if (trouble === '') onAway?.(why)
    trouble = why
  }
  let awaySinceMs: number | undefined
  for (let attempt = 0; ; attempt++) {
    const askedAtMs = now()
    const silence = setTimeout(() => options.onSilence?.(silenceMs), silenceMs)
    const answer = await post(body, to, signal).finally(() => clearTimeout(silence))
    if ('results' in answer) {
      if (trouble !== '') onBack?.()
      return answer.results
    }
    tell(answer.trouble)
    awaySinceMs ??= askedAtMs
    const ownMs = Math.min(LONGEST_WAIT_MS.own, 500 * 2 ** attempt)
    const pauseMs = Math.max(ownMs, Math.min(LONGEST_WAIT_MS.asked, answer.retryAfterMs ?? 0))
    if (now() - awaySinceMs + pauseMs > patienceMs)
      throw new DeliveryFailed(`${to.url} ${trouble}, for ${inWords(now() - awaySinceMs)}`)
    await wait(pauseMs, signal)
  }
}

/** How long an agency is waited for, where nobody says: a restart, a failover, or a short outage of the link. */
const PATIENCE_MS = 10 * 60_000

const inWords = (ms: number): string =>
  ms < 120_000 ? `${Math.round(ms / 1000)} s` : `${Math.round(ms / 60_000)} min`

const sleepMs = (ms: number, signal: AbortSignal | undefined) =>
  sleep(ms, undefined, signal ? { signal } : {})

type Answer =
  | { readonly results: readonly LineResult[] }
  /** What went wrong in a way that may pass, and how long the agency says it may take. */
  | { readonly trouble: string; readonly retryAfterMs?: number }

/** What became of a delivery. What will not pass throws. */
const post = async (body: string, to: Recipient, signal: AbortSignal | undefined): Promise<Answer> => {
  let response: Response
  let text: string
  try {
    response = await fetch(`${to.url}/v1/commands`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson', authorization: `Bearer ${to.token}` },
      body,
      ...(signal ? { signal } : {}),
    })
    text = await response.text()
  } catch (error) {
    if (signal?.aborted) throw error
    const { message, code } = ((error as Error).cause ?? error) as NodeJS.ErrnoException
    return { trouble: `cannot be reached (${message || code})` }
  }
  if (mayPass(response.status)) {
    const retryAfterMs = 1000 * Number(response.headers.get('retry-after')) || 0
    return { trouble: troubleOf(response.status, problem(text)), retryAfterMs }
  }
  if (!response.ok)
    throw new DeliveryFailed(`${to.url} refused the delivery: ${response.status} ${problem(text)}`)
  return answerOf(text, body.split('\n').length - 1)
}

const answerOf = (text: string, expected: number): Answer => {
  const lines = text.split('\n').filter((line) => line !== '')
  const results = lines.map((line) => resultSchema.parse(JSON.parse(line)))
  const refusal = results.find(({ status }) => mayPass(status))
  if (refusal) return { trouble: troubleOf(refusal.status, refusal.code ?? '') }
  return results.length === expected
    ? { results }
    : { trouble: `answered ${results.length} of ${expected} lines and then broke off` }
}

const mayPass = (status: number): boolean => status === 503 || status === 429

const troubleOf = (status: number, why: string): string =>
  `${status === 429 ? 'asks for a pause' : 'cannot record now'} (${why || status})`

/** What a refusal says for people; of an answer in another form, its beginning. */
const problem = (text: string): string => {
  try {
    const { title, detail } = JSON.parse(text) as { title?: string; detail?: string }
    return title ?? detail ?? text.slice(0, 200)
  } catch {
    return text.slice(0, 200)
  }
}

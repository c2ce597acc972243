import { z } from 'zod'
import type { Recipient } from '../session.ts'
import type { ReportLine } from './report-line.ts'

/** What became of one delivered line. `repeated`: it had been recorded before, and nothing changed. */
const resultSchema = z.object({
  line: z.int(),
  status: z.int(),
  code: z.string().optional(),
  detail: z.string().optional(),
  /** Which fields are wrong, and how. */
  errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
  repeated: z.boolean().optional(),
  /** It was recorded as this type, because the agency has none of its own name. */
  filedAs: z.string().optional(),
  /** `none`: an erasure that destroyed nothing, because nothing that it names is held there. */
  effect: z.literal('none').optional(),
  position: z.string().optional(),
  stream: z.string().optional(),
})

export type LineResult = z.infer<typeof resultSchema>

/** How many lines one request carries, and how many bytes at most. */
export const LINES_PER_REQUEST = 1_000
export const BYTES_PER_REQUEST = 8 * 1024 * 1024

/** Why a delivery stopped. Everything before it has been answered; delivering again is harmless. */
export class DeliveryFailed extends Error {}

/** How long an agency may take for its answer before it counts as away; it is waited for all the same. */
const SILENCE_MS = 10_000

/**
 * Delivers lines to an agency's batch endpoint in their order and says what became of each. While the service is away
 * it waits and tries again, at most `attempts` times; what was recorded before the break is answered as repeated.
 * `onAway` is told once why there is no answer, as soon as it fails to come.
 */
export const deliver = async (
  lines: readonly ReportLine[],
  to: Recipient,
  options: {
    readonly attempts?: number
    readonly wait?: (ms: number) => Promise<void>
    readonly signal?: AbortSignal
    readonly onAway?: (why: string) => void
    readonly silenceMs?: number
  } = {},
): Promise<readonly LineResult[]> => {
  const { attempts = 8, wait = (ms) => new Promise((done) => setTimeout(done, ms)), signal } = options
  const { onAway = () => {}, silenceMs = SILENCE_MS } = options
  const body = lines.map((line) => `${JSON.stringify(line)}\n`).join('')
  let trouble = ''
  const away = (why: string): void => {
    if (trouble === '') onAway(why)
    trouble = why
  }
  for (let attempt = 0; attempt < attempts; attempt++) {
    if (attempt > 0) await wait(Math.min(10_000, 250 * 2 ** attempt))
    const silence = setTimeout(() => away('no answer yet'), silenceMs)
    const answer = await post(body, to, signal).finally(() => clearTimeout(silence))
    if (typeof answer === 'string') away(answer)
    else {
      const refusal = answer.find(({ status }) => status === 503 || status === 429)
      if (!refusal) return answer
      away(refusal.code ?? `status ${refusal.status}`)
    }
  }
  throw new DeliveryFailed(`${to.url} did not take the delivery in ${attempts} tries: ${trouble}`)
}

/** The results, or what went wrong in a way that may pass. What will not pass throws. */
const post = async (body: string, to: Recipient, signal: AbortSignal | undefined) => {
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
    const cause = (error as { cause?: Error }).cause
    return cause?.message || (error as Error).message
  }
  if (response.status === 503 || response.status === 429) return `status ${response.status}`
  if (!response.ok)
    throw new DeliveryFailed(`${to.url} refused the delivery: ${response.status} ${problem(text)}`)
  const results = text.split('\n').filter((line) => line !== '')
  const read = results.map((line) => resultSchema.parse(JSON.parse(line)))
  const expected = body.split('\n').length - 1
  return read.length === expected ? read : `${read.length} of ${expected} lines were answered`
}

const problem = (text: string): string => {
  try {
    const { title, detail } = JSON.parse(text) as { title?: string; detail?: string }
    return detail ?? title ?? text.slice(0, 200)
  } catch {
    return text.slice(0, 200)
  }
}

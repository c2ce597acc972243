import { EventSourceParserStream } from 'eventsource-parser/stream'
import { z } from 'zod'
import { type Session, tokenFor } from './session.ts'

/** What the joint-operations API answers: data, errors, and on which position it stands. All else is kept as it came. */
const responseSchema = z.looseObject({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z
    .array(
      z.looseObject({
        message: z.string(),
        locations: z.array(z.object({ line: z.int(), column: z.int() })).optional(),
        extensions: z.looseObject({ code: z.string().optional() }).optional(),
      }),
    )
    .optional(),
  extensions: z
    .looseObject({
      concord: z
        .looseObject({
          position: z.string().nullish(),
          lagMs: z.number().nullish(),
          stale: z.boolean().nullish(),
          imported: z.number().nullish(),
        })
        .optional(),
    })
    .optional(),
})

/** What the API says: data, errors, or both. */
export type JointResponse = z.infer<typeof responseSchema>

/** The question could not be answered; the text is for the person who asked. Ends the program with status 1. */
export class AnswerError extends Error {}

/** How long an answer may take before the program gives up. */
const ANSWER_MS = 30_000

/** Who asks, as `agency/role`, and where. */
export interface Asking {
  readonly session: Session
  readonly as: string
  readonly signal?: AbortSignal | undefined
}

/** An option of waits: they end when the program is interrupted, by an error that the program takes for that. */
export const untilAborted = ({ signal }: Asking): { readonly signal?: AbortSignal } =>
  signal ? { signal } : {}

/** Asks one question. Throws {@link AnswerError} when there is no answer. */
export const ask = async (
  { session, as, signal }: Asking,
  query: string,
  variables: Readonly<Record<string, unknown>> = {},
): Promise<JointResponse> => {
  const limit = AbortSignal.timeout(ANSWER_MS)
  const response = await reach(session.graphql, {
    method: 'POST',
    headers: headers(session, as, 'application/graphql-response+json, application/json'),
    body: JSON.stringify({ query, variables }),
    signal: signal ? AbortSignal.any([signal, limit]) : limit,
  })
  return answerIn(response)
}

/**
 * What somebody else answers at the address, such as a proxy, is no answer. A body that stops on its way is none
 * either.
 */
const answerIn = async (response: Response): Promise<JointResponse> => {
  const text = await response.text().catch((error: Error) => error.message)
  return answerOf(text, response)
}

const answerOf = (text: string, { url, status }: Response): JointResponse => {
  const { success, data } = responseSchema.safeParse(jsonIn(text))
  if (success) return data
  const said = text.replaceAll(/\s+/g, ' ').slice(0, 80)
  throw new AnswerError(`${url} does not answer like the joint operations: ${status} ${said}`)
}

const jsonIn = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The data of an answer without errors. */
export const dataOf = (response: JointResponse): Readonly<Record<string, unknown>> => {
  if (response.errors?.length || !response.data) throw new AnswerError(describeErrors(response))
  return response.data
}

/** The errors of an answer with their codes and where the question is wrong, a line each. */
export const describeErrors = (response: JointResponse): string =>
  (response.errors ?? [])
    .map(({ message, extensions, locations: [at] = [] }) =>
      [
        extensions?.code && `${extensions.code}: `,
        message,
        at && ` (line ${at.line}, column ${at.column})`,
      ].join(''),
    )
    .join('\n') || 'The answer is empty.'

/**
 * Follows a subscription until it ends or `signal` aborts; yields each result with its place to resume after. Throws
 * {@link AnswerError} when there is none, and when the connection breaks off.
 */
export async function* subscribe(
  { session, as, signal }: Asking,
  query: string,
  variables: Readonly<Record<string, unknown>>,
): AsyncIterable<{ readonly id: string | undefined; readonly response: JointResponse }> {
  const response = await reach(session.graphql, {
    method: 'POST',
    headers: headers(session, as, 'text/event-stream'),
    body: JSON.stringify({ query, variables }),
    ...(signal ? { signal } : {}),
  })
  if (!response.ok || !response.body) {
    throw new AnswerError(describeErrors(await answerIn(response)))
  }
  for await (const event of eventsOf(response.body, session.graphql, signal)) {
    if (event.event === 'complete') return
    if (event.event === 'next' || event.event === undefined) {
      yield { id: event.id, response: answerOf(event.data, response) }
    }
  }
}

/** What comes on a connection, until it ends or breaks. */
async function* eventsOf(body: NonNullable<Response['body']>, url: string, signal: AbortSignal | undefined) {
  const events = body
    .pipeThrough(new TextDecoderStream())
    .pipeThrough(new EventSourceParserStream({ onError: 'terminate' }))
  try {
    yield* events
  } catch (error) {
    if (signal?.aborted) throw error
    throw new AnswerError(`${url} has broken off the connection: ${reasonOf(error as Error)}`)
  }
}

const headers = (session: Session, as: string, accept: string) => ({
  'content-type': 'application/json',
  accept,
  authorization: `Bearer ${tokenFor(session, as)}`,
})

const reach = async (url: string, request: RequestInit): Promise<Response> => {
  try {
    return await fetch(url, request)
  } catch (error) {
    if (request.signal?.aborted && !(request.signal.reason instanceof DOMException)) throw error
    throw new AnswerError(`${url} does not answer: ${reasonOf(error as Error)}`)
  }
}

/** What `fetch` says of a failure lies beneath it. */
const reasonOf = ({ cause, message }: Error): string => (cause instanceof Error ? cause.message : message)

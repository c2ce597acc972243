import type { Plugin } from 'graphql-yoga'
import { isAsyncIterable } from 'graphql-yoga'
import { printResult } from './print-result.ts'

/** How often a silent stream says that it lives, in milliseconds. */
const HEARTBEAT_MS = 15_000
/** After so many heartbeats without taking anything, a client is disconnected; it resumes after the last id it has. */
const MOST_STALLED = 4

/**
 * Sends results as server-sent events after the distinct connections mode of GraphQL over SSE, and puts each result's
 * place on it as the event's id, so that a reconnecting client says by itself where to go on. Written to the wire as
 * it comes: nothing is gathered, nothing waits on a timer. What the client does not take is not pulled.
 */
export const useEventStream = (): Plugin => ({
  onResultProcess: ({ result, request, setResultProcessor }) => {
    const accept = request.headers.get('accept') ?? ''
    if (!/text\/event-stream/i.test(accept)) return
    if (Array.isArray(result)) return
    setResultProcessor(
      (one, fetchAPI) =>
        new fetchAPI.Response(streamOf(one, fetchAPI.ReadableStream), { status: 200, headers }),
      'text/event-stream',
    )
  },
})

const headers = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  connection: 'keep-alive',
  'x-accel-buffering': 'no',
}

const encoder = new TextEncoder()

const streamOf = (result: unknown, Stream: typeof ReadableStream): ReadableStream<Uint8Array> => {
  const results = isAsyncIterable(result) ? result[Symbol.asyncIterator]() : once(result)
  let heartbeat: ReturnType<typeof setInterval> | undefined
  let stalled = 0
  const end = () => clearInterval(heartbeat)
  return new Stream<Uint8Array>({
    start: (controller) => {
      // The first bytes open the stream at the client before anything has happened.
      controller.enqueue(encoder.encode(':\n\n'))
      heartbeat = setInterval(() => {
        if ((controller.desiredSize ?? 0) > 0) {
          stalled = 0
          controller.enqueue(encoder.encode(':\n\n'))
        } else if (++stalled >= MOST_STALLED) {
          end()
          controller.error(new Error('The client takes nothing.'))
          void results.return?.()
        }
      }, HEARTBEAT_MS)
    },
    // Asked for the next result only once the client has taken the one before, however much more waits for it.
    pull: async (controller) => {
      stalled = 0
      const next = await results.next()
      if (next.done) {
        end()
        controller.enqueue(encoder.encode('event: complete\ndata:\n\n'))
        controller.close()
        return
      }
      controller.enqueue(encoder.encode(eventOf(next.value)))
    },
    cancel: async () => {
      end()
      await results.return?.()
    },
  })
}

/** As much of a result as tells its place: `useStanding` has put it there. */
interface PlacedResult {
  readonly extensions?: { readonly concord?: { readonly place?: string; readonly position?: string } }
}

const eventOf = (result: unknown): string => {
  const { place, position } = (result as PlacedResult).extensions?.concord ?? {}
  const at = place ?? position
  const id = at === undefined ? '' : `id: ${at}\n`
  return `event: next\n${id}data: ${printResult(result)}\n\n`
}

async function* once(result: unknown): AsyncGenerator<unknown> {
  yield result
}

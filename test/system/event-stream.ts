import { type Session, tokenFor } from '@concord/command-line'
import { EventSourceParserStream } from 'eventsource-parser/stream'

/** One message of a subscription: where to resume after, and what it says. */
export interface Message {
  readonly id: string | undefined
  // biome-ignore lint/suspicious/noExplicitAny: the shape follows from each test's query
  readonly data: any
}

/** An open subscription over server-sent events, as a browser would hold it. */
export interface OpenStream {
  /** Messages up to and with the first that is the last one wanted. Fails when the stream ends before. */
  takeUntil(isLast: (message: Message) => boolean): Promise<readonly Message[]>
  close(): Promise<void>
}

/** Subscribes as `agency/role`; with `lastEventId`, as a client that reconnects. */
export const openStream = async (
  session: Session,
  as: string,
  query: string,
  lastEventId?: string,
): Promise<OpenStream> => {
  const leaving = new AbortController()
  const response = await fetch(session.graphql, {
    method: 'POST',
    signal: leaving.signal,
    headers: {
      'content-type': 'application/json',
      accept: 'text/event-stream',
      authorization: `Bearer ${tokenFor(session, as)}`,
      ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
    },
    body: JSON.stringify({ query }),
  })
  if (!response.ok || !response.body) throw new Error(`${response.status} ${await response.text()}`)
  const messages = response.body
    .pipeThrough(new TextDecoderStream())
    .pipeThrough(new EventSourceParserStream())
    .getReader()
  return {
    takeUntil: async (isLast) => {
      const taken: Message[] = []
      for (;;) {
        const { done, value } = await messages.read()
        if (done) throw new Error(`The stream ended after ${taken.length} messages.`)
        if (value.event !== 'next') continue
        const { data, errors } = JSON.parse(value.data) as {
          readonly data: unknown
          readonly errors?: unknown
        }
        if (errors) throw new Error(JSON.stringify(errors))
        const message = { id: value.id, data }
        taken.push(message)
        if (isLast(message)) return taken
      }
    },
    close: async () => {
      leaving.abort()
      await messages.cancel().catch(() => {})
    },
  }
}

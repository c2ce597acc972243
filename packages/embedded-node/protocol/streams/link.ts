import type { Store, StoredEvent } from '../../store/store.ts'
import type { ResolvedEvent } from './recorded-event.ts'

/** The type of an event whose data, `revision@stream`, points to another event. */
export const linkType = '$>'

/** An event as one reader gets it. Looks the target of a link up in the store as it is now. */
export type LinkResolver = (event: StoredEvent) => ResolvedEvent

/**
 * How a reader's events are given: as they are, or with links followed. A link to what was deleted, never was, or may
 * not be read by this reader gives the link alone.
 */
export const linkResolver = (
  store: Store,
  follow: boolean,
  mayRead: (stream: string) => boolean,
): LinkResolver => (follow ? (event) => resolveLink(store, event, mayRead) : unresolved)

const resolveLink = (
  store: Store,
  event: StoredEvent,
  mayRead: (stream: string) => boolean,
): ResolvedEvent => {
  if (event.type !== linkType) return unresolved(event)
  const target = parseLink(event.data)
  if (target === undefined || !mayRead(target.stream)) return { event: undefined, link: event }
  const page = store.readStream(target.stream, target.revision, 'forwards', 1)
  const found = page.kind === 'page' ? page.events[0] : undefined
  return { event: found?.revision === target.revision ? found : undefined, link: event }
}

/** The event as it is, a link too. */
export const unresolved = (event: StoredEvent): ResolvedEvent => ({ event, link: undefined })

const parseLink = (
  content: Uint8Array,
): { readonly stream: string; readonly revision: bigint } | undefined => {
  const text = Buffer.from(content).toString('utf8')
  const at = text.indexOf('@')
  if (at < 1 || !/^\d{1,19}$/.test(text.slice(0, at))) return undefined
  return { revision: BigInt(text.slice(0, at)), stream: text.slice(at + 1) }
}

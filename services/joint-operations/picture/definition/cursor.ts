import type { Position } from '@concord/kernel'
import { PictureRefused } from '../asked/refused.ts'
import { storedPosition } from './stored-position.ts'

/** Where a page ended: the order it belongs to, the sort key of its last item, and the item's name to tell equals apart. */
export interface Cursor {
  readonly order: string
  readonly key: number
  readonly name: string
}

/** Opaque to clients; says nothing that the item itself does not say. */
export const writeCursor = ({ order, key, name }: Cursor): string =>
  Buffer.from(JSON.stringify([order, key, name])).toString('base64url')

/** Throws {@link PictureRefused} when the text is no cursor of this order. */
export const readCursor = (text: string, order: string): Cursor => {
  const parts = parse(text)
  if (!Array.isArray(parts) || parts.length !== 3) throw refusal()
  const [of, key, name] = parts as unknown[]
  if (of !== order || typeof key !== 'number' || typeof name !== 'string') throw refusal()
  return { order, key, name }
}

/** The position that a cursor names in decimal; one that was tampered with is before everything. */
export const positionIn = (text: string): Position =>
  /^\d{1,20}$/.test(text) ? storedPosition(BigInt(text)) : 0n

const parse = (text: string): unknown => {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString())
  } catch {
    return undefined
  }
}

const refusal = () =>
  new PictureRefused({
    code: 'BAD_CURSOR',
    detail: 'The cursor does not belong to this list and order. Begin again without a cursor.',
  })

/** Something with its place in an order. */
export interface InOrder<Item> extends Keyed {
  readonly item: Item
}

/** Cuts one page out of everything that matches. `descending` turns key and name round together. */
export const pageOf = <Item>(
  all: readonly InOrder<Item>[],
  order: string,
  descending: boolean,
  page: { readonly first: number; readonly after?: string },
): {
  readonly items: readonly { readonly cursor: string; readonly item: Item }[]
  readonly hasMore: boolean
} => {
  const sign = descending ? -1 : 1
  const sorted = all.toSorted((a, b) => sign * compare(a, b))
  const after = page.after === undefined ? undefined : readCursor(page.after, order)
  const from = after === undefined ? 0 : sorted.findIndex((one) => sign * compare(one, after) > 0)
  const rest = from < 0 ? [] : sorted.slice(from)
  const items = rest
    .slice(0, page.first)
    .map(({ key, name, item }) => ({ cursor: writeCursor({ order, key, name }), item }))
  return { items, hasMore: rest.length > page.first }
}

type Keyed = { readonly key: number; readonly name: string }

/** Names compare by code unit, as SQLite's BINARY does for ASCII. */
export const compare = (a: Keyed, b: Keyed): number =>
  a.key - b.key || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)

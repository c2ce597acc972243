import { type Direction, LONGEST_PAGE, type PageRequest } from '../../picture/asked/page.ts'
import { apiError } from '../api-error.ts'

/** Which page, as GraphQL hands it over: {@link pageOf} looks at it. */
export interface PageArguments {
  readonly first?: number | null
  readonly after?: string | null
}

/** A page that the picture may be asked for, or BAD_INPUT. */
export const pageOf = ({ first, after }: PageArguments): PageRequest => {
  const size = first ?? 20
  if (size < 1 || size > LONGEST_PAGE)
    throw apiError('BAD_INPUT', `first must be from 1 to ${LONGEST_PAGE}, not ${size}.`)
  return after ? { first: size, after } : { first: size }
}

/** A Relay connection of a page. */
export const connectionOf = <Node>(
  items: readonly { readonly cursor: string; readonly node: Node }[],
  { total, hasMore }: { readonly total: number | undefined; readonly hasMore: boolean },
  after: string | undefined,
) => ({
  edges: items,
  nodes: items.map((item) => item.node),
  totalCount: total,
  pageInfo: {
    hasNextPage: hasMore,
    hasPreviousPage: after !== undefined,
    startCursor: items[0]?.cursor ?? null,
    endCursor: items.at(-1)?.cursor ?? null,
  },
})

/** A page of a list that is in memory already; cursors are places in it. */
export const pageOfList = <Node>(list: readonly Node[], args: PageArguments) => {
  const page = pageOf(args)
  const start = page.after === undefined ? 0 : placeOf(page.after) + 1
  return sliceOf(list, start, page, (_, place) => cursorAt(place))
}

/**
 * The same for a list that may change between two pages: cursors are the items' own keys, by which the list is in
 * order, so that no item comes twice and none is left out.
 */
export const pageByKey = <Node>(
  list: readonly Node[],
  args: PageArguments,
  keyOf: (node: Node) => string,
  direction: Direction,
) => {
  const page = pageOf(args)
  const after = page.after === undefined ? undefined : keyIn(page.after)
  const isAfter = (key: string, after: string) => (direction === 'ascending' ? key > after : key < after)
  const next = after === undefined ? 0 : list.findIndex((node) => isAfter(keyOf(node), after))
  return sliceOf(list, next < 0 ? list.length : next, page, (node) => cursorOfKey(keyOf(node)))
}

const sliceOf = <Node>(
  list: readonly Node[],
  start: number,
  page: PageRequest,
  cursorOf: (node: Node, place: number) => string,
) => {
  const items = list
    .slice(start, start + page.first)
    .map((node, index) => ({ cursor: cursorOf(node, start + index), node }))
  return connectionOf(items, { total: list.length, hasMore: start + items.length < list.length }, page.after)
}

const cursorOfKey = (key: string): string => Buffer.from(`key:${key}`).toString('base64url')

const keyIn = (cursor: string): string => {
  const match = /^key:(.{1,200})$/.exec(Buffer.from(cursor, 'base64url').toString())
  if (!match) throw apiError('BAD_INPUT', 'after is not a cursor of this list.')
  return match[1]!
}

const cursorAt = (place: number): string => Buffer.from(`place:${place}`).toString('base64url')

const placeOf = (cursor: string): number => {
  const match = /^place:(\d{1,9})$/.exec(Buffer.from(cursor, 'base64url').toString())
  if (!match) throw apiError('BAD_INPUT', 'after is not a cursor of this list.')
  return Number(match[1])
}

export const typeDefs = /* GraphQL */ `
  "Where a page stands in its list, after the Relay cursor connections specification."
  type PageInfo {
    "Whether there is more after this page."
    hasNextPage: Boolean!
    "Whether there is something before this page."
    hasPreviousPage: Boolean!
    "The cursor of the first item; null on an empty page."
    startCursor: String
    "The cursor of the last item, for the next page's after; null on an empty page."
    endCursor: String
  }

  "In which direction a list runs."
  enum Direction {
    "Smallest, earliest or least severe first."
    ASCENDING
    "Greatest, latest or most severe first."
    DESCENDING
  }
`
export const resolvers = { Direction: { ASCENDING: 'ascending', DESCENDING: 'descending' } }

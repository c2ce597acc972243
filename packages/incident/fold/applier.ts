import type { Change } from '../changes/change.ts'
import type { Held, TopicView } from './topic-view.ts'

/** The kinds of change. */
export type Kind = Change['change']

type ChangeOf<K extends Kind> = Extract<Change, { readonly change: K }>

/** What a change of one kind makes of a view. */
export type Apply<K extends Kind> = (view: TopicView, change: ChangeOf<K>, held: Held) => TopicView

/** The items with this one in the place of the same one, or at the end. */
export const put = <Item>(
  items: readonly Item[],
  item: Item,
  same: (one: Item) => boolean,
): readonly Item[] => {
  const at = items.findIndex(same)
  return at < 0 ? [...items, item] : items.with(at, item)
}

/** What was there before, and what of the other is new. */
export const union = (before: readonly string[], more: readonly string[] | undefined): readonly string[] =>
  more === undefined || more.every((one) => before.includes(one))
    ? before
    : [...new Set([...before, ...more])]

/** Whether two values are the same as JSON, the order of their members included. */
export const equal = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

import { isSameQuantity, type Quantity } from '../changes/quantity.ts'
import type { FactStatement } from './topic-view.ts'

/** Whether agencies state different values, of those that no decision has overruled. */
export const isContradicted = (statements: readonly FactStatement[]): boolean =>
  differ(statements.filter(isUpheld))

/** Whether a statement counts: no decision was for another value, or the agency has stated a new one since. */
export const isUpheld = ({ overruled }: FactStatement): boolean => !overruled

/** Whether statements are of more than one value, overruled or not. */
export const differ = (statements: readonly Quantity[]): boolean =>
  statements.some((one, at) => statements.slice(at + 1).some((other) => !isSameQuantity(one, other)))

import type { Known } from '../option-values.ts'

/** When something came to the agency that asks: after one moment, and by another. */
export interface LearnedOptions {
  readonly learnedAfter?: Known | undefined
  readonly learnedUntil?: Known | undefined
}

/** The same as the API takes it, of options that may say more. */
export const learnedOf = ({ learnedAfter, learnedUntil }: LearnedOptions) => ({ learnedAfter, learnedUntil })

import { isDeepStrictEqual } from 'node:util'
import { type Marking, markingWithin } from '@concord/kernel'
import { roster } from '../../roster.ts'

/**
 * How a step is marked that follows from what is marked so: for those who see all of it, and nobody else. Whoever saw a step
 * without what bore on it would learn of that by the step. As it is where there is one marking.
 */
export const toldTo = ([first, ...others]: readonly [Marking, ...Marking[]]): Marking =>
  others.every((other) => isDeepStrictEqual(other, first))
    ? first
    : markingWithin([first, ...others], agencies)

/** The agencies of the roster, for whom is what is for every agency. */
export const agencies = roster.map(({ name }) => name)

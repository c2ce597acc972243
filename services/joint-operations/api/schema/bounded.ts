import { apiError } from '../api-error.ts'

/** The longest list an argument may be. */
const LONGEST_LIST = 100
/** The longest text to search for, in characters. */
const LONGEST_TEXT = 200

/** The list of an argument of that name, or BAD_INPUT where it holds more than a hundred values. */
export const boundedList = <Item>(name: string, list: readonly Item[]): readonly Item[] => {
  if (list.length <= LONGEST_LIST) return list
  throw apiError('BAD_INPUT', `${name} may hold at most ${LONGEST_LIST} values, not ${list.length}.`)
}

/** The text of an argument of that name, or BAD_INPUT where it has more than two hundred characters. */
export const boundedText = (name: string, text: string): string => {
  if (text.length <= LONGEST_TEXT) return text
  throw apiError('BAD_INPUT', `${name} may have at most ${LONGEST_TEXT} characters, not ${text.length}.`)
}

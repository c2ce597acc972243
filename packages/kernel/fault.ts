import type { z } from 'zod'

/** What may be told of a fault in a log. */
export interface ToldFault {
  /** Its kind, such as `TypeError`. */
  readonly type: string
  /** Its words, where they are Concord's own. */
  readonly message?: string
  /** The code that a library or the system gave it, such as `ENOENT`. */
  readonly code?: string
  /** Where it came about, a frame a line. */
  readonly stack?: string
  readonly cause?: ToldFault
}

/** Characters of words, as many as a sentence or two of Concord's own need. */
const MOST_WORDS = 1_000

/** At most this many causes are told, one behind the other. */
const MOST_CAUSES = 5

/**
 * What a log may tell of a fault that nobody expected, and of its causes. A fault may carry the record it failed on, and the words of
 * a library or of the engine may quote it, as those of a parser, a schema, a statement or a call do: of theirs kind, code and
 * way alone are told. What is no error is told by its kind alone.
 */
export const toldOfFault = (fault: unknown, causes = MOST_CAUSES): ToldFault => {
  if (!(fault instanceof Error)) return { type: typeof fault }
  const frames = framesOf(fault)
  const { code } = fault as { readonly code?: unknown }
  return {
    type: fault.constructor.name,
    ...(hasOwnWords(fault, frames) ? { message: fault.message.slice(0, MOST_WORDS) } : {}),
    ...(typeof code === 'string' && CODE.test(code) ? { code } : {}),
    stack: frames.join('\n'),
    ...(fault.cause === undefined || causes === 0 ? {} : { cause: toldOfFault(fault.cause, causes - 1) }),
  }
}

/** The same in a line, for what happens again and again. */
export const lineOfFault = (fault: unknown): string => {
  const { type, message, code } = toldOfFault(fault, 0)
  return (message ?? [type, ...(code === undefined ? [] : [code])].join(' ')).split('\n', 1)[0]!.slice(0, 200)
}

/**
 * In a line, where something does not fit its schema: its fields, and what is wrong with each as Zod's codes have it, such as
 * `invalid_type`. What it says there, and which fields it has that nobody knows, is not told.
 */
export const misfitOf = ({ issues }: Pick<z.ZodError, 'issues'>): string => {
  const told = issues
    .slice(0, MOST_ISSUES)
    .map(({ path, code }) => [path.join('.'), code].filter(Boolean).join(': '))
  return [...told, ...(issues.length > MOST_ISSUES ? ['…'] : [])].join('; ')
}

const MOST_ISSUES = 10

const CODE = /^[A-Z][A-Z0-9_]{0,63}$/

const FRAME = /^ {4}at .*(?::\d+:\d+\)?|\(<anonymous>\)|\(native\))$/

/** The stack begins with the words, which are no frames, whatever their lines look like. */
const framesOf = ({ message, stack = '' }: Error): readonly string[] => {
  const at = stack.indexOf(message)
  const way = at === -1 ? stack : stack.slice(at + message.length)
  return way.split('\n').filter((line) => FRAME.test(line))
}

/** The engine names its own kinds of errors, libraries and the platform their codes; and both stand first in their way. */
const hasOwnWords = (fault: Error, [first = '']: readonly string[]): boolean =>
  fault.name === 'Error' &&
  (fault as { readonly code?: unknown }).code === undefined &&
  !/node_modules|\(?node:|<anonymous>|\(native\)/.test(first) &&
  first !== ''

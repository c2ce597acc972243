import type { z } from 'zod'

/** What may be told of a fault in a log. */
export interface ToldFault {
  /** Its kind, such as `TypeError`. */
  readonly type: string
  /** Its words, where they are Concord's own. */
  readonly message?: string
  /** The code that a library or the system gave it, such as `ENOENT`. */
  readonly code?: string
  /** What SQLite calls it: a fixed text for each of its codes, such as `database or disk is full`. */
  readonly reason?: string
  /** Where it came about, a frame a line. */
  readonly stack?: string
  readonly cause?: ToldFault
}

/** Characters of words, as many as a sentence or two of Concord's own need. */
const MOST_WORDS = 1_000

/** At most this many causes are told, one behind the other. */
const MOST_CAUSES = 5

/**
 * What a log may tell of an unexpected fault and of its causes. A message written by a library or the engine may quote
 * the record that it failed on, as those of parsers, schemas, statements and calls do: so of their faults only kind,
 * code and stack are told. Of a thrown value that is not an error, only its type is told.
 */
export const toldOfFault = (fault: unknown, causes = MOST_CAUSES): ToldFault => {
  if (!(fault instanceof Error)) return { type: typeof fault }
  const frames = framesOf(fault)
  const { code, errstr } = fault as { readonly code?: unknown; readonly errstr?: unknown }
  return {
    type: fault.constructor.name,
    ...(hasOwnWords(fault, frames) ? { message: fault.message.slice(0, MOST_WORDS) } : {}),
    ...(typeof code === 'string' && CODE.test(code) ? { code } : {}),
    ...(code === 'ERR_SQLITE_ERROR' && typeof errstr === 'string' ? { reason: errstr } : {}),
    stack: frames.join('\n'),
    ...(fault.cause === undefined || causes === 0 ? {} : { cause: toldOfFault(fault.cause, causes - 1) }),
  }
}

/** The same in a line, for what happens again and again. */
export const lineOfFault = (fault: unknown): string => {
  const { type, message, code, reason } = toldOfFault(fault, 0)
  return (message ?? [type, code, reason].filter(Boolean).join(' ')).split('\n', 1)[0]!.slice(0, 200)
}

/**
 * Why something does not fit its schema, in a line: each wrong field with Zod's code, such as `invalid_type`. Neither
 * values nor the names of unknown fields are told.
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

/** The stack begins with the message, whose lines are not frames even if they look like it. */
const framesOf = ({ message, stack = '' }: Error): readonly string[] => {
  const at = stack.indexOf(message)
  const way = at === -1 ? stack : stack.slice(at + message.length)
  return way.split('\n').filter((line) => FRAME.test(line))
}

/**
 * Whether Concord threw it, and so wrote the message. The engine gives its errors names of their own, libraries and the
 * platform give theirs codes, and both have their own code in the first frame.
 */
const hasOwnWords = (fault: Error, [first = '']: readonly string[]): boolean =>
  fault.name === 'Error' &&
  (fault as { readonly code?: unknown }).code === undefined &&
  !/node_modules|\(?node:|<anonymous>|\(native\)/.test(first) &&
  first !== ''

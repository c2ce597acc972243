import type { Result } from '@concord/kernel'
import type { Recorded } from '../commands/told-of-recording.ts'
import { effectOf } from '../erasure/erasure-effect.ts'
import { positionText } from '../position-text.ts'
import type { Problem } from '../problem.ts'
import type { Filed } from './asked-by-line.ts'

/** What became of one line of a batch: the codes are those of single commands. */
export interface LineResult extends Omit<Partial<Problem>, 'type' | 'title' | 'status'> {
  /** Of the request's body, from 1. */
  readonly line: number
  readonly status: number
  readonly stream?: string
  readonly revision?: number
  readonly position?: string
  /** The id of the first event that the line brought about. */
  readonly id?: string
  /** The line had been recorded before; this is what was answered then. */
  readonly repeated?: true
  /** The type it was recorded as, where it is not its own; `errors` say why, where this agency has its own type. */
  readonly filedAs?: string
  /** An imported erasure that destroyed nothing. */
  readonly effect?: 'none'
}

/** The result of a line as it is sent. */
export const lineResult = (line: number, result: Result<Recorded, Problem>, filed?: Filed): LineResult => {
  if (!result.ok) {
    const { type: _, title: __, ...failure } = result.error
    return { line, ...failure }
  }
  const { stream, revision, position, events, repeated } = result.value
  const effect = effectOf(result.value)
  return {
    line,
    status: 201,
    stream,
    ...(revision === undefined ? {} : { revision }),
    position: positionText(position),
    id: events[0]!.id,
    ...(repeated ? { repeated } : {}),
    ...(filed === undefined ? {} : { filedAs: filed.as }),
    ...(filed?.misfits === undefined ? {} : { errors: filed.misfits }),
    ...(effect === undefined ? {} : { effect }),
  }
}

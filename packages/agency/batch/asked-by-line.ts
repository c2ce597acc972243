import { PersonalDataErased, ReportFiled } from '@concord/incident'
import type { EventDefinition } from '@concord/kernel'
import type { FieldError } from '../problem.ts'
import { filedUnder, keptSealed, misfitsOf } from './filed-history.ts'

/** What a line asks for. */
export interface AskedByLine {
  readonly command: string
  readonly body: Readonly<Record<string, unknown>>
  readonly filed?: Filed
}

/** That a line is filed as a report under the name of its type, because it cannot be recorded as an event of that type. */
export interface Filed {
  /** The type it is recorded as. */
  readonly as: string
  /** Why, where the agency has the type: what does not fit it. */
  readonly misfits?: readonly FieldError[]
}

/** A line as it was sent, without what says where it goes. */
export interface NamedLine {
  readonly command: string | undefined
  readonly type: string | undefined
  readonly body: Readonly<Record<string, unknown>>
}

/**
 * Finds the command of a line. A record of an older system whose type this agency does not have, or whose details do
 * not fit it, is filed under the word it came with: history is not turned away. What is reported today is refused
 * instead, because its sender can still say it right, and so is what should erase, because as a report it would erase
 * nothing.
 */
export const askedByLine = (events: readonly EventDefinition[]) => {
  const byType = new Map(events.map((event) => [event.type, event]))
  const byCommand = new Map(events.map((event) => [event.command, event]))
  return ({ command, type = '', body }: NamedLine): AskedByLine => {
    const definition = command === undefined ? byType.get(type) : byCommand.get(command)
    const asked = { command: definition?.command ?? command ?? type, body }
    if (body.recordedAt === undefined || !byType.has(ReportFiled.type)) return asked
    if (definition === undefined) return command === undefined ? filed(type, body) : asked
    const misfits = definition.type === PersonalDataErased.type ? [] : misfitsOf(definition, body.data)
    return misfits.length === 0
      ? asked
      : filed(namedBy(definition, body.data), { ...body, data: keptSealed(definition, body.data) }, misfits)
  }
}

/** A report that says itself what it is called keeps its name. */
const namedBy = ({ type }: EventDefinition, data: unknown): string => {
  const { reportType } = (data ?? {}) as { readonly reportType?: unknown }
  return type === ReportFiled.type && typeof reportType === 'string' ? reportType : type
}

const filed = (type: string, body: NamedLine['body'], misfits?: readonly FieldError[]): AskedByLine => ({
  command: ReportFiled.command,
  body: { ...body, data: filedUnder(type, body.data) },
  filed: { as: ReportFiled.type, ...(misfits ? { misfits } : {}) },
})

import { ReportFiled } from '@concord/incident'

/** What a line asks for. */
export interface AskedByLine {
  readonly command: string
  readonly body: Readonly<Record<string, unknown>>
  /** The type it is recorded as, where its own is none of this agency. */
  readonly filedAs?: string
}

/** A line as it was sent, without what says where it goes. */
export interface NamedLine {
  readonly command: string | undefined
  readonly type: string | undefined
  readonly body: Readonly<Record<string, unknown>>
}

/**
 * Finds the command of a line. A record of an older system whose type this agency does not have is filed under the word
 * it came with: history is not turned away. What is reported today is refused instead, because its sender can still say
 * it right.
 */
export const askedByLine =
  (commandOfType: ReadonlyMap<string, string>) =>
  ({ command, type = '', body }: NamedLine): AskedByLine => {
    const known = command ?? commandOfType.get(type)
    if (known !== undefined) return { command: known, body }
    if (body.recordedAt === undefined || !commandOfType.has(ReportFiled.type)) return { command: type, body }
    const data = { ...(body.data as object | undefined), reportType: type }
    return { command: ReportFiled.command, body: { ...body, data }, filedAs: ReportFiled.type }
  }

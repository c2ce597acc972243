import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { readWitnessed, WITNESSED_HEAD, type Witnessed } from '@concord/event-log'
import { UsageError } from '@concord/kernel'

/** A log head that a witness remembers outside the store. */
export interface RememberedHead extends Witnessed {
  /** The file in which it is kept. */
  readonly file: string
}

/**
 * The heads in the files that are named; where none is, those that the agencies of this machine keep in their folders
 * under `data`. A file that is named must be there and hold a head.
 */
export const rememberedHeads = (
  files: readonly string[] | undefined,
  data: string | undefined,
): readonly RememberedHead[] => {
  const looked = files ?? (data === undefined || !existsSync(data) ? [] : keptIn(data))
  return looked.flatMap((file) => {
    const head = readWitnessed(file)
    if (head === undefined && files !== undefined) throw new UsageError(`There is no log head in ${file}.`)
    return head === undefined ? [] : [{ ...head, file }]
  })
}

const keptIn = (data: string): readonly string[] =>
  readdirSync(data, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(data, name, WITNESSED_HEAD))

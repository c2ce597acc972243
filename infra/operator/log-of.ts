import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Session } from '@concord/command-line'
import { readTrustAnchors } from '@concord/event-log'
import { UsageError } from '@concord/kernel'

/**
 * Which log and whose keys: as named, or as the session says. A folder without `trust.json`, or with one that names
 * nobody, is a wrong one: with it, a log that is whole would look as if nobody had signed it.
 */
export const logOf = (
  options: { readonly log?: string; readonly keys?: string },
  session: () => Session,
): { readonly connectionString: string; readonly keys: string } => {
  const connectionString = options.log ?? session().log
  const keys = options.keys ?? session().keys
  if (connectionString === undefined || keys === undefined) {
    throw new UsageError('The session names no log or no folder of keys. Name them with --log and --keys.')
  }
  if (!existsSync(join(keys, 'trust.json'))) {
    throw new UsageError(`There is no trust.json in ${keys}. Name the right folder with --keys.`)
  }
  if (Object.keys(readTrustAnchors(keys)).length === 0) {
    throw new UsageError(`trust.json in ${keys} names no agency's key. Name the right folder with --keys.`)
  }
  return { connectionString, keys }
}

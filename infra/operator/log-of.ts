import { type Session, UsageError } from '@concord/command-line'

/** Which log and whose keys: as named, or as the session says. */
export const logOf = (
  options: { readonly log?: string; readonly keys?: string },
  session: () => Session,
): { readonly connectionString: string; readonly keys: string } => {
  const connectionString = options.log ?? session().log
  const keys = options.keys ?? session().keys
  if (connectionString === undefined || keys === undefined) {
    throw new UsageError('The session names no log or no folder of keys: give them with --log and --keys.')
  }
  return { connectionString, keys }
}

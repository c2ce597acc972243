import { err, ok, type Result, type StoredEvent } from '@concord/kernel'
import type { MovedUpTo } from '../form/moved-time.ts'
import { withoutTexts } from '../form/stored-event.ts'
import { keyStream } from '../own-events/key-events.ts'
import { LogMoved, moveStream, type RecordedMove } from '../own-events/move-events.ts'
import type { KeyRegister } from '../signing/key-register.ts'
import type { Connection, Unavailable } from '../store/connection.ts'
import { bringsTimeAlong, readStoredStream } from '../store/read-stream.ts'

/** Where moves are looked for. */
export interface MoveSource {
  readonly connection: Connection
  /** Knows the keeper's keys afterwards. */
  readonly register: KeyRegister
  /** The agency that keeps the log: what it recorded of a move counts, and what others did does not. */
  readonly keeper: string | undefined
  /** As whom this process writes, if it does. */
  readonly agency?: string | undefined
}

/**
 * The move that brought the log to this server. The first record of it counts, so that nobody lets times count
 * later on that nobody vouched for when it was moved. Fails, so that nothing is read under wrong times, where
 * events bring times along and no record counts.
 */
export const findMove = async ({
  connection,
  register,
  keeper,
  agency,
}: MoveSource): Promise<Result<RecordedMove | undefined, Unavailable>> => {
  if (keeper === undefined)
    return agency === undefined ? ok(undefined) : unlessMoved(connection, agency, NO_KEEPER)
  const keys = await readStoredStream(connection, keyStream(keeper))
  if (!keys.ok) return keys
  register.load(keeper, keys.value)
  const records = await readStoredStream(connection, moveStream(keeper))
  if (!records.ok) return records
  let missing = `${keeper} has recorded no move: \`concord move\` does.`
  for (const event of records.value) {
    const isOfAnother = await bringsTimeAlong(connection, event.stream, event.revision)
    if (!isOfAnother.ok) return isOfAnother
    const move = isOfAnother.value
      ? err('it was itself moved here from another server.')
      : await countedMove(event, keeper, register)
    if (move.ok) return move
    missing = `${event.stream}@${event.revision} does not count: ${move.error}`
  }
  return unlessMoved(connection, keeper, missing)
}

/** Remembers up to where times count once that is known: processes are stopped while their log is moved. */
export const openMovedUpTo = (source: MoveSource): (() => Promise<Result<MovedUpTo, Unavailable>>) => {
  let known: Result<MovedUpTo, Unavailable> | undefined
  return async () => {
    if (known) return known
    const found = await findMove(source)
    if (!found.ok) return found
    known = ok(upToOf(found.value))
    return known
  }
}

/** Up to where a move, if there is one, lets times count. */
export const upToOf = (move: RecordedMove | undefined): MovedUpTo => move && BigInt(move.position)

const NO_KEEPER =
  'This process does not know which agency keeps the log, and only the record of that agency counts. Name the agency in CONCORD_WITNESS_OF.'

/** Without a record nothing can have been moved: an agency's first key would have been moved first of all. */
const unlessMoved = async (
  connection: Connection,
  agency: string,
  missing: string,
): Promise<Result<undefined, Unavailable>> => {
  const moved = await bringsTimeAlong(connection, keyStream(agency))
  if (!moved.ok) return moved
  if (!moved.value) return ok(undefined)
  const detail = `The log was moved here, but no record in force confirms the times that its events brought along. ${missing}`
  return err({ kind: 'unavailable', detail, retryAfterS: 30 })
}

/** A record of a move, or why it counts for nothing. */
const countedMove = async (
  event: StoredEvent,
  keeper: string,
  register: KeyRegister,
): Promise<Result<RecordedMove, string>> => {
  const parsed = event.type === LogMoved.type ? LogMoved.data.safeParse(event.data) : undefined
  if (!parsed?.success) return err('it is not a record of a move.')
  const written = withoutTexts(event)
  const key = register.claim(keeper, written)
  if ('reason' in key) return err(key.detail)
  if (!(await register.verify(key, written))) return err('its signature is wrong.')
  // Nobody vouches for what comes later.
  return BigInt(parsed.data.position) < event.position
    ? ok(parsed.data)
    : err('it covers events that come after it.')
}

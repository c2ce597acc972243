import { err, ok, type Position, type Result, type Writer } from '@concord/kernel'
import type { AgencyKeys } from '../agency-keys.ts'
import { eventHash } from '../form/canonical-form.ts'
import { growingRoot } from '../merkle/growing-root.ts'
import { keyStream } from '../own-events/key-events.ts'
import { LogMoved, moveStream, type RecordedMove } from '../own-events/move-events.ts'
import { openKeyRegister } from '../signing/key-register.ts'
import { openSigningKey } from '../signing/signing-key.ts'
import { whyNotToSign } from '../signing/why-not-to-sign.ts'
import { appendSigned } from '../store/append-signed.ts'
import { type Connection, openConnection, type Unavailable } from '../store/connection.ts'
import { readLog } from '../store/log-read.ts'
import { readStoredStream } from '../store/read-stream.ts'
import { findMove } from './find-move.ts'
import { timeLine, timesDigest } from './times-digest.ts'

/** Which log was moved, from where, up to which event, and who vouches for it. */
export interface MoveOptions {
  /** The server to which the log was moved. */
  readonly connectionString: string
  readonly agencies: readonly Writer[]
  readonly keys: Pick<AgencyKeys, 'anchors' | 'folder'>
  /** The agency that keeps the log, and signs with the key in the folder. */
  readonly keeper: string
  /** The last event that was moved: by its id, or by its position on this server. */
  readonly last: string | Position
  /** The server from which the log was moved. */
  readonly from: string
  /** Why, in a sentence: for everybody who verifies the log. */
  readonly reason: string
  readonly onProgress?: (events: number) => void
  readonly now?: () => Date
}

/** `misfit`: it cannot be recorded so; the text says why. */
export type MoveFailure = Unavailable | { readonly kind: 'misfit' | 'conflict'; readonly detail: string }

/**
 * Records that a log was moved, once all of it is there and before anything is written to it: reads it up to the
 * last event that was moved, and vouches for the times that its events brought along. Nobody believes them before.
 */
export const recordMove = async (options: MoveOptions): Promise<Result<RecordedMove, MoveFailure>> => {
  const { keeper, keys, agencies, from, reason, now = () => new Date() } = options
  const fits = LogMoved.data.pick({ from: true, reason: true }).safeParse({ from, reason })
  if (!fits.success)
    return misfit(`The reason or the name of the server is not valid: ${fits.error.issues[0]?.message}.`)
  const connection = openConnection(options.connectionString)
  try {
    const signer = openSigningKey(keys.folder, keeper)
    const register = openKeyRegister(keys.anchors)
    const keyEvents = await readStoredStream(connection, keyStream(keeper))
    if (!keyEvents.ok) return keyEvents
    register.load(keeper, keyEvents.value)
    const unfit = whyNotToSign(register, signer, now())
    if (unfit !== undefined) return misfit(unfit)
    const read = await readMoved(connection, options)
    if (!read.ok) return read
    const stream = moveStream(keeper)
    const before = await readStoredStream(connection, stream)
    if (!before.ok) return before
    const move: RecordedMove = { ...read.value, at: now().toISOString(), from, reason }
    const at = { connection, agencies, signer, stream, before: before.value }
    const written = await appendSigned(at, LogMoved, move, now())
    if (written.ok) return ok(move)
    if (written.error.kind === 'unavailable') return err(written.error)
    return err({
      kind: 'conflict',
      detail: `Another event was recorded in ${stream} at the same moment. Look at it before you go on.`,
    })
  } finally {
    await connection.close()
  }
}

/** The move on record that counts; needed to move a log again. */
export const moveOnRecord = async ({
  connectionString,
  keys,
  keeper,
}: Pick<MoveOptions, 'connectionString' | 'keys' | 'keeper'>): Promise<
  Result<RecordedMove | undefined, Unavailable>
> => {
  const connection = openConnection(connectionString)
  try {
    return await findMove({ connection, register: openKeyRegister(keys.anchors), keeper })
  } finally {
    await connection.close()
  }
}

/** What was moved, with the times that it brought along. */
const readMoved = async (
  connection: Connection,
  { last, onProgress = () => undefined }: MoveOptions,
): Promise<Result<Pick<RecordedMove, 'size' | 'root' | 'position' | 'times' | 'marks'>, MoveFailure>> => {
  const growing = growingRoot()
  const times = timesDigest()
  let position: Position | undefined
  await readLog(connection.client(), undefined, EVERYTHING, ({ event }) => {
    growing.add(Buffer.from(eventHash(event), 'base64url'))
    times.add(timeLine(event))
    onProgress(growing.size())
    if (event.id === last || event.position === last) position = event.position
    return position === undefined
  })
  if (position === undefined) return misfit(`There is no event ${last} on this server.`)
  const root = growing.root().toString('base64url')
  return ok({ size: growing.size(), root, position: String(position), ...times.end() })
}

/** Whatever time is brought along, it is looked at. */
const EVERYTHING = 2n ** 64n

const misfit = (detail: string): Result<never, MoveFailure> => err({ kind: 'misfit', detail })

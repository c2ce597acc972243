import { renameSync } from 'node:fs'
import { err, ok, type Result, type StoredEvent, type Writer } from '@concord/kernel'
import { type KeyEnd, keyStream, SigningKeyRotated } from '../own-events/key-events.ts'
import { openKeyRegister } from '../signing/key-register.ts'
import { stepOf } from '../signing/key-succession.ts'
import type { RegisteredKey } from '../signing/registered-key.ts'
import { installSigningKey, makeSigningKey, nextKeyFile, type SigningKey } from '../signing/signing-key.ts'
import type { TrustAnchors } from '../signing/trust-anchors.ts'
import { appendSigned } from '../store/append-signed.ts'
import { type Connection, openConnection } from '../store/connection.ts'
import { newestTime } from '../store/newest-time.ts'
import { readStoredStream } from '../store/read-stream.ts'
import { endsOf, planRotation, type RotationFailure, type RotationPlan, successorFile } from './rotation.ts'

/** Whose key is rotated, where keys are, and what becomes of the earlier ones. */
export interface RotationOptions {
  readonly connectionString: string
  readonly agencies: readonly Writer[]
  readonly anchors: TrustAnchors
  readonly agency: string
  /** The folder of keys, in which the agency's processes look for their key. */
  readonly folder: string
  /** The file of the key that takes over; its successor is made beside it. Default: in the folder of keys. */
  readonly nextFile?: string | undefined
  /** How long the replaced key may go on signing, in milliseconds, unless `ends` says when it ends. */
  readonly overlapMs: number
  /** Earlier keys that end. */
  readonly ends?: readonly KeyEnd[]
  /** Only say what would be done. */
  readonly dryRun?: boolean
  readonly now?: () => Date
}

/** What a rotation did, or would do. */
export interface Rotation {
  /**
   * `recorded`: all was done now. `completed`: a run that was cut short had recorded it. Of a dry run `planned`, or `half-done`
   * where a run that was cut short has recorded it.
   */
  readonly outcome: 'recorded' | 'completed' | 'planned' | 'half-done'
  /** The key that takes over, and the one that it replaces. */
  readonly kid: string
  readonly replaces: string
  /** When earlier keys end, of a rotation that was recorded or planned now. */
  readonly ends: readonly KeyEnd[]
}

/** The keys of an agency as its stream in the log tells them, the present one last; ended ones are among them. */
export const readKeys = async (
  options: Pick<RotationOptions, 'connectionString' | 'anchors' | 'agency'>,
): Promise<Result<readonly RegisteredKey[], RotationFailure>> => {
  const connection = openConnection(options.connectionString)
  try {
    const read = await readStoredStream(connection, keyStream(options.agency))
    return read.ok ? ok(keysIn(options, read.value)) : read
  } finally {
    await connection.close()
  }
}

/**
 * Lets the key that was named beforehand take over: makes its successor, records the rotation, puts the key where the
 * agency's processes look for theirs, and leaves the successor in the file of the next key. It can be cut short anywhere:
 * done again it goes on where it was. Needs nothing of the key that is replaced.
 */
export const rotateKey = async (options: RotationOptions): Promise<Result<Rotation, RotationFailure>> => {
  const { agency, folder, ends: named = [], overlapMs, now = () => new Date() } = options
  const nextFile = options.nextFile ?? nextKeyFile(folder, agency)
  const connection = openConnection(options.connectionString)
  try {
    const read = await readStoredStream(connection, keyStream(agency))
    if (!read.ok) return read
    const keys = keysIn(options, read.value)
    const plan = planRotation(agency, keys, nextFile)
    if (!plan.ok) return plan
    const { taking, replaces, isRecorded } = plan.value
    const newest = await newestTime(connection)
    if (!newest.ok) return newest
    // By the store's clock it is judged from when a key may sign and until when; this machine's may be ahead of it, or behind.
    const nowMs = now().getTime()
    const storeMs = newest.value ?? nowMs
    const at = new Date(Math.min(nowMs, storeMs))
    const until = new Date(Math.max(nowMs, storeMs) + overlapMs)
    const ends = isRecorded ? [] : endsOf(replaces, named, until)
    const rotation = { kid: taking.kid, replaces: replaces.kid, ends }
    const refusal = isRecorded ? undefined : refusalOf(keys, entryOf(plan.value, ends, at))
    if (refusal !== undefined) return err({ kind: 'refused', detail: refusal })
    if (options.dryRun) return ok({ ...rotation, outcome: isRecorded ? 'half-done' : 'planned' })

    const next = makeSigningKey(successorFile(nextFile), agency).kid
    const recorded = isRecorded
      ? ok(undefined)
      : await record(connection, options, taking, { ...entryOf(plan.value, ends, at), next }, read.value)
    if (!recorded.ok) return recorded
    installSigningKey(nextFile, folder, agency)
    renameSync(successorFile(nextFile), nextFile)
    return ok({ ...rotation, outcome: isRecorded ? 'completed' : 'recorded' })
  } finally {
    await connection.close()
  }
}

const keysIn = (
  { anchors, agency }: Pick<RotationOptions, 'anchors' | 'agency'>,
  events: readonly StoredEvent[],
): readonly RegisteredKey[] => {
  const register = openKeyRegister(anchors)
  register.load(agency, events)
  return register.keysOf(agency)
}

/** The rotation as it goes on record, but for the successor of the key that takes over. */
const entryOf = ({ taking, replaces }: RotationPlan, ends: readonly KeyEnd[], at: Date) => {
  const { kid, x } = taking
  return { kid, x, validFrom: at.toISOString(), replaces: replaces.kid, ends }
}

/** Why a rotation would count for nothing: an entry that does not count would leave the agency with a key that nobody knows. */
const refusalOf = (keys: readonly RegisteredKey[], entry: ReturnType<typeof entryOf>): string | undefined => {
  const [first, ...later] = keys
  // Neither which key follows nor where the entry will stand is judged: any thumbprint and any place will do.
  const data = { ...entry, next: entry.replaces }
  const place = { position: 0n, recordedAt: entry.validFrom }
  const step = stepOf([first!, ...later], { type: SigningKeyRotated.type, data, ...place })
  return 'reason' in step ? step.detail : undefined
}

/** Appends the rotation, signed by the key that takes over, after whatever stands in the stream. */
const record = async (
  connection: Connection,
  { agency, agencies }: RotationOptions,
  signer: SigningKey,
  entry: ReturnType<typeof entryOf> & { readonly next: string },
  before: readonly StoredEvent[],
): Promise<Result<void, RotationFailure>> => {
  const stream = keyStream(agency)
  const at = { connection, agencies, signer, stream, before }
  const written = await appendSigned(at, SigningKeyRotated, entry, new Date(entry.validFrom))
  if (written.ok) return ok(undefined)
  if (written.error.kind === 'unavailable') return err({ kind: 'unavailable', detail: written.error.detail })
  return err({
    kind: 'conflict',
    detail: `Another event was recorded in ${stream} at the same moment. Look at it, and try again.`,
  })
}

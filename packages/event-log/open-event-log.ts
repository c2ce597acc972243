import type { Writer } from '@concord/kernel'
import type { AgencyKeys } from './agency-keys.ts'
import { openAppender } from './appender.ts'
import { checker, type Verification } from './checking/check.ts'
import { decoder } from './codec/decode.ts'
import type { ConnectedEventLog } from './connected-event-log.ts'
import { follow } from './follow.ts'
import { enrolment } from './key-changes/enrol.ts'
import { keySource } from './key-changes/key-source.ts'
import { openMovedUpTo } from './moves/find-move.ts'
import { ownership } from './ownership.ts'
import { openKeyRegister } from './signing/key-register.ts'
import { openConnection } from './store/connection.ts'
import { readEventAt, readHead, readStoredStream } from './store/read-stream.ts'
import { streamReader } from './stream-reader.ts'

/** Where the log is, who takes part in it, and as whom this process does. */
export interface EventLogOptions {
  /** As for `EventStoreDBClient.connectionString`. */
  readonly connectionString: string
  /** The roster: who there is and which events each declares. */
  readonly agencies: readonly Writer[]
  readonly keys: AgencyKeys
  /** As whom this process writes; left out, it only reads. */
  readonly agency?: string
  /**
   * The agency that keeps the log: whose record of a move counts. Left out, the log must never have been moved with
   * its times, or this process refuses to read it as far as it can tell.
   */
  readonly keeper?: string | undefined
  /** How much is checked of what is read. Default: `chain-heads`. */
  readonly verify?: Verification
  /** How long a call may take, in milliseconds. Default: 5,000. */
  readonly deadlineMs?: number
  readonly now?: () => Date
  /**
   * Told, once each time, what is wrong with the agency's signing key, and whether this process signs on with it; undefined
   * once nothing is wrong any more.
   */
  readonly onKeyTrouble?: (trouble: string | undefined) => void
  /** Told the name of each key with which this process signs from now on in the place of the one before. */
  readonly onKeyTaken?: (kid: string) => void
}

/** Opens the log. Does not connect yet: a store that is away shows at the first call. */
export const openEventLog = (options: EventLogOptions): ConnectedEventLog => {
  const { keys, agency, verify = 'chain-heads', now = () => new Date() } = options
  const connection = openConnection(options.connectionString, options.deadlineMs)
  const owners = ownership(options.agencies)
  const register = openKeyRegister(keys.anchors)
  const movedUpTo = openMovedUpTo({ connection, register, keeper: options.keeper, agency })
  const source = keySource(connection, owners, register, () => now().getTime())
  const check = checker(owners, register, source.prepare, verify)
  const checkThen = checker(owners, register, source.prepare, verify, 'then')
  const checkEvery = checker(owners, register, source.prepare, 'every')
  const unchecked = checker(owners, register, source.prepare, 'none')
  const decode = decoder(owners)
  const readStored: ConnectedEventLog['readStored'] = async (stream, from, limit) => {
    const upTo = await movedUpTo()
    return upTo.ok ? readStoredStream(connection, stream, from, limit, upTo.value) : upTo
  }
  const readStream = streamReader(readStored, check, decode)
  const appender =
    agency === undefined
      ? undefined
      : openAppender({
          ...{ agency, keys, connection, owners, register, source, decode, readStored, now },
          onKeyTrouble: options.onKeyTrouble,
          onKeyTaken: options.onKeyTaken,
        })
  const append = appender?.append ?? (async () => nobody())
  const close = async (): Promise<void> => {
    appender?.close()
    await connection.close()
  }

  return {
    enrol: enrolment({
      ...{ anchors: keys.anchors, append, readStored, register, source, now },
      agency: agency ?? 'nobody',
      signer: appender?.signer ?? nobody,
    }),
    keyChanges: register.changes,
    readStream,
    append,
    follow: (following) => follow(connection, movedUpTo, checkThen, following),
    head: () => readHead(connection),
    close,
    followType: (type, following) => follow(connection, movedUpTo, checkEvery, { ...following, type }),
    eventAt: async (position) => {
      const upTo = await movedUpTo()
      return upTo.ok ? readEventAt(connection, position, upTo.value) : upTo
    },
    followStored: (following) => follow(connection, movedUpTo, unchecked, following),
    owners,
    readStored,
    register,
    keySource: source,
  }
}

const nobody = (): never => {
  throw new Error('This process cannot write to the log, because it acts for no agency.')
}

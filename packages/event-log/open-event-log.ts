import {
  type Appended,
  type AppendedEvent,
  type AppendFailure,
  type Envelope,
  type EventLog,
  err,
  ok,
  type ReadFailure,
  type RecordedEvent,
  type Result,
  type StoredEvent,
  type StreamHead,
  type StreamRead,
  type Writer,
} from '@concord/kernel'
import type { AgencyKeys } from './agency-keys.ts'
import { openChainHeads } from './checking/chains.ts'
import { checker, type Verification } from './checking/check.ts'
import { eventHash } from './codec/canonical-form.ts'
import { decoder } from './codec/decode.ts'
import { type EncodedEvent, type Encoder, encoder } from './codec/encode.ts'
import { refused, withoutTexts } from './codec/stored-event.ts'
import type { ConnectedEventLog } from './connected-event-log.ts'
import { ERASURE, erase } from './erasure/erasure.ts'
import { follow } from './follow.ts'
import { openMovedUpTo } from './moves/find-move.ts'
import { ownership } from './ownership.ts'
import { unlessAway } from './sealing/key-encryption-away.ts'
import { enrolment } from './signing/enrol.ts'
import { openKeyInUse } from './signing/key-in-use.ts'
import { openKeyRegister } from './signing/key-register.ts'
import { keySource } from './signing/key-source.ts'
import type { SigningKey } from './signing/signing-key.ts'
import { appendEncoded, appended } from './store/append.ts'
import { openConnection } from './store/connection.ts'
import { readEventAt, readHead, readLastEvent, readStoredStream } from './store/read-stream.ts'

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
  /** Told, once each time, what is wrong with the agency's signing key, and whether this process signs on with it. */
  readonly onKeyTrouble?: (trouble: string) => void
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
  const checkEvery = checker(owners, register, source.prepare, 'every')
  const unchecked = checker(owners, register, source.prepare, 'none')
  const decode = decoder(owners)
  const readStored: ConnectedEventLog['readStored'] = async (stream, from, limit) => {
    const upTo = await movedUpTo()
    return upTo.ok ? readStoredStream(connection, stream, from, limit, upTo.value) : upTo
  }
  const uncertain = openUncertainStreams()
  const signAs = (key: SigningKey): Encoder => encoder(owners, keys.ring, key)
  const key =
    agency === undefined
      ? undefined
      : openKeyInUse({
          agency,
          folder: keys.folder,
          register,
          source,
          now,
          onKey: (taken) => {
            encode = signAs(taken)
          },
          onTrouble: options.onKeyTrouble ?? (() => undefined),
        })
  let encode = key && signAs(key.present())

  const readStream: EventLog['readStream'] = async (stream, { after, limit } = {}) => {
    const from = after === undefined || after.revision === 'no-stream' ? 0 : after.revision + 1
    const stored = await readStored(stream, from, limit)
    if (!stored.ok) return stored
    const heads = openChainHeads(1)
    const start = after ?? { revision: 'no-stream', hash: null }
    heads.set(stream, start)
    const refusals = await check(stored.value.map(withoutTexts), heads)
    return decodeAll(stored.value, refusals, heads.get(stream) ?? start)
  }

  const decodeAll = (
    stored: readonly StoredEvent[],
    refusals: Awaited<ReturnType<typeof check>>,
    head: StreamHead,
  ): Result<StreamRead, ReadFailure> => {
    const events: RecordedEvent[] = []
    for (const [index, event] of stored.entries()) {
      const refusal = refusals[index]
      // What a thief wrote must not close the stream to its owner: nobody builds on it, and others go on after it.
      if (refusal?.reason === 'ended-key') continue
      const decoded = refusal ? err(refusal) : decode(event)
      if (!decoded.ok) return err({ kind: 'refused', event: refused(event, decoded.error) })
      events.push(decoded.value)
    }
    return ok({ events, head })
  }

  const append: EventLog['append'] = async (stream, head, events) => {
    if (!key || !encode) throw new Error('This process has no agency to write as.')
    const end = key.end()
    if (end !== undefined) return err({ kind: 'key-ended', detail: end })
    const encodeWith = encode
    const sealed = await unlessAway(() => encodeWith(stream, head, events))
    if (!sealed.ok) return sealed
    const encoded = sealed.value
    const written = await appendEncoded(connection, stream, head, encoded)
    if (!written.ok) {
      if (written.error.kind === 'unavailable') uncertain.add(stream)
      return written
    }
    const { position } = written.value
    for (const { chained } of encoded) {
      if (chained.type === ERASURE) await erase(keys.ring, { readStored, owners }, chained)
    }
    if (uncertain.has(stream)) return confirm(stream, encoded, position)
    return ok(appended(encoded, position, asWritten))
  }

  /**
   * After an append of unknown outcome the store may take a repeat for what it already holds, which was sealed and
   * stamped differently. What the store holds counts.
   */
  const confirm = async (
    stream: string,
    encoded: readonly EncodedEvent[],
    position: bigint,
  ): Promise<Result<Appended, AppendFailure>> => {
    const last = await readLastEvent(connection, stream)
    if (!last.ok) return last
    uncertain.delete(stream)
    if (last.value && eventHash(last.value) === encoded[encoded.length - 1]!.hash) {
      return ok(appended(encoded, position, asWritten))
    }
    return err({ kind: 'conflict', current: last.value?.revision ?? 'no-stream' })
  }

  const asWritten = ({ chained }: EncodedEvent): AppendedEvent => {
    const decoded = decode(chained, chained.metadata as Envelope)
    if (!decoded.ok) throw new Error(`What was written can't be read back: ${decoded.error.detail}`)
    return decoded.value
  }

  const signer = (): SigningKey => {
    if (!key) throw new Error('This process has no agency to write as.')
    return key.present()
  }
  const close = async (): Promise<void> => {
    key?.close()
    await connection.close()
  }

  return {
    enrol: enrolment({
      agency: agency ?? 'nobody',
      anchors: keys.anchors,
      append,
      readStored,
      register,
      source,
      signer,
      now,
    }),
    keyChanges: register.changes,
    readStream,
    append,
    follow: (following) => follow(connection, movedUpTo, check, following),
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

/** Streams with an append of unknown outcome. Bounded: beyond it the oldest is forgotten. */
const openUncertainStreams = (limit = 10_000): Pick<Set<string>, 'add' | 'has' | 'delete'> => {
  const streams = new Set<string>()
  return {
    add: (stream) => {
      streams.add(stream)
      if (streams.size > limit) streams.delete(streams.values().next().value!)
      return streams
    },
    has: (stream) => streams.has(stream),
    delete: (stream) => streams.delete(stream),
  }
}

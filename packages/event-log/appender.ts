import { type AppendedEvent, type Envelope, type EventLog, err, ok } from '@concord/kernel'
import type { AgencyKeys } from './agency-keys.ts'
import type { Decoder } from './codec/decode.ts'
import { type EncodedEvent, type Encoder, encoder } from './codec/encode.ts'
import { ERASURE, type ErasableLog, erase } from './erasure/erasure.ts'
import { type KeyInUseParts, openKeyInUse } from './key-changes/key-in-use.ts'
import { unlessAway } from './sealing/key-encryption-away.ts'
import type { SigningKey } from './signing/signing-key.ts'
import { appendEncoded, appended } from './store/append.ts'
import type { Connection } from './store/connection.ts'
import { newestTime } from './store/newest-time.ts'
import { openUncertainStreams } from './store/uncertain-streams.ts'

/** As whom is written, with which keys, and to which store. */
export interface AppenderParts extends Pick<KeyInUseParts, 'agency' | 'register' | 'source' | 'now'> {
  readonly connection: Connection
  readonly owners: ErasableLog['owners']
  readonly readStored: ErasableLog['readStored']
  readonly decode: Decoder
  readonly keys: Pick<AgencyKeys, 'folder' | 'ring'>
  readonly onKeyTrouble: ((trouble: string | undefined) => void) | undefined
  readonly onKeyTaken: ((kid: string) => void) | undefined
}

/** Writes as one agency, with the key that is in its folder at the time. */
export interface Appender {
  readonly append: EventLog['append']
  readonly signer: () => SigningKey
  /** Looks for another key no more. */
  readonly close: () => void
}

/**
 * Opens an appender. What it appends is sealed, chained and signed; an erasure is done as soon as it is on record. Nothing is
 * written with a key that has ended; nor, where something is to be sealed, while the key-encryption key is away.
 */
export const openAppender = (parts: AppenderParts): Appender => {
  const { connection, owners, readStored, decode, keys, onKeyTrouble = () => undefined, onKeyTaken } = parts
  const uncertain = openUncertainStreams(connection)
  const signAs = (key: SigningKey): Encoder => encoder(owners, keys.ring, key)
  const key = openKeyInUse({
    ...parts,
    folder: keys.folder,
    newestMs: async () => {
      const newest = await newestTime(connection)
      return newest.ok ? newest.value : undefined
    },
    onKey: (taken) => {
      encode = signAs(taken)
      onKeyTaken?.(taken.kid)
    },
    onTrouble: onKeyTrouble,
  })
  let encode = signAs(key.present())

  const append: EventLog['append'] = async (stream, head, events) => {
    const end = key.end()
    if (end !== undefined) return err({ kind: 'key-ended', detail: end })
    const sealed = await unlessAway(() => encode(stream, head, events))
    if (!sealed.ok) return sealed
    const encoded = sealed.value
    const written = await appendEncoded(connection, stream, head, encoded)
    if (!written.ok) {
      if (written.error.kind === 'unavailable') uncertain.note(stream)
      return written
    }
    const { position } = written.value
    for (const { chained } of encoded) {
      if (chained.type === ERASURE) await erase(keys.ring, { readStored, owners }, chained)
    }
    const confirmed = await uncertain.confirm(stream, encoded)
    return confirmed.ok ? ok(appended(encoded, position, asWritten)) : confirmed
  }

  const asWritten = ({ chained }: EncodedEvent): AppendedEvent => {
    const decoded = decode(chained, chained.metadata as Envelope)
    if (!decoded.ok)
      throw new Error(`An event that was just written cannot be read back: ${decoded.error.detail}`)
    return decoded.value
  }

  return { append, signer: key.present, close: key.close }
}

import type { NewEvent, StreamHead } from '@concord/kernel'
import { misfitOf } from '@concord/kernel'
import { type Chained, canonical, canonicalText, inOrder, leafHash } from '../form/canonical-form.ts'
import type { Ownership } from '../ownership.ts'
import type { KeyRing } from '../sealing/key-ring.ts'
import { type FieldPath, personalPaths } from '../sealing/personal-paths.ts'
import { sealEvent } from '../sealing/seal-event.ts'
import { unagreedPersons } from '../sealing/unagreed-persons.ts'
import type { SigningKey } from '../signing/signing-key.ts'

/** An event exactly as it goes to the store, with the hash the next one chains to. */
export interface EncodedEvent {
  readonly chained: Chained
  /** The canonical form of `chained.metadata`, UTF-8: written once, for the hash and for the store. */
  readonly metadata: Uint8Array
  readonly hash: string
}

/** Seals, chains and signs. */
export type Encoder = (
  stream: string,
  head: StreamHead,
  events: readonly NewEvent[],
) => Promise<readonly EncodedEvent[]>

/**
 * Makes the encoder of one agency. It throws, because only a mistake in the program can ask for it, when the stream
 * belongs to another agency, the stream does not hold events of that type, or the event does not fit its schema.
 */
export const encoder = (owners: Ownership, keyRing: Pick<KeyRing, 'keyFor'>, signer: SigningKey): Encoder => {
  const pathsOf = rememberedPaths(owners)
  return async (stream, head, events) => {
    assertOwn(owners, stream, signer)
    const encoded: EncodedEvent[] = []
    let revision = head.revision === 'no-stream' ? 0 : head.revision + 1
    let previousHash = head.hash
    for (const event of events) {
      const paths = pathsOf(stream, event)
      const sealed = await sealEvent(keyRing, paths, stream, event)
      const next = sign(sealed, stream, revision, previousHash, signer)
      encoded.push(next)
      revision += 1
      previousHash = next.hash
    }
    return encoded
  }
}

const sign = (
  { id, type, data, envelope }: NewEvent,
  stream: string,
  revision: number,
  previousHash: string | null,
  signer: SigningKey,
): EncodedEvent => {
  const place = { id, type, stream, revision }
  const ordered = inOrder(data)
  const dataText = canonical(ordered)
  // Has its place among the others from the beginning; what is undefined no text shows.
  const metadata = inOrder({ ...envelope, previousHash, signature: null }) as Record<string, unknown>
  metadata.signature = undefined
  const value = signer.sign(canonicalText(place, dataText, canonical(metadata)))
  metadata.signature = { alg: 'Ed25519', kid: signer.kid, value }
  const metadataText = canonical(metadata)
  return {
    chained: { ...place, data: ordered, metadata },
    metadata: utf8.encode(metadataText),
    hash: leafHash(canonicalText(place, dataText, metadataText)),
  }
}

const utf8 = new TextEncoder()

const assertOwn = (owners: Ownership, stream: string, signer: SigningKey): void => {
  const owner = owners.ownerOf(stream)
  if (owner !== signer.agency) {
    throw new Error(`${signer.agency} cannot write to ${stream}, which belongs to ${owner ?? 'nobody'}.`)
  }
}

/** Checks an event against its declaration and gives its personal fields; those of the schema are looked up once. */
const rememberedPaths = (owners: Ownership) => {
  const remembered = new WeakMap<object, readonly FieldPath[]>()
  return (stream: string, { type, data, envelope }: NewEvent): readonly FieldPath[] => {
    const definition = owners.definitionOf(stream, type)
    if (!definition) throw new Error(`${stream} is not a stream for events of the type ${type}.`)
    if (envelope.schemaVersion !== definition.schemaVersion) {
      throw new Error(
        `${type} must be written in version ${definition.schemaVersion}, not ${envelope.schemaVersion}.`,
      )
    }
    const parsed = definition.data.safeParse(data)
    if (!parsed.success) throw new Error(`${type} does not fit its schema: ${misfitOf(parsed.error)}`)
    const paths = remembered.get(definition) ?? personalPaths(definition.data)
    remembered.set(definition, paths)
    return [...paths, ...unagreedPersons(definition.data, data)]
  }
}

import { parseStreamName, type StoredEvent, streamName } from '@concord/kernel'
import { z } from 'zod'
import type { ConnectedEventLog } from '../connected-event-log.ts'
import { keepGoing } from '../keep-going.ts'
import type { Ownership } from '../ownership.ts'
import type { KeyRing } from '../sealing/key-ring.ts'
import { fieldsNamed, type HeldField, type HoldingEvent, heldFields } from './held-fields.ts'

/** The agreed event by which an agency says that it erased what it held about a person. */
export const ERASURE = 'PersonalDataErased'

const erasureSchema = z.looseObject({
  subject: z.string().optional(),
  target: z.string().optional(),
  field: z.string().optional(),
})

/** Whose erasures are applied to which key ring. */
export interface ErasureOptions {
  readonly log: ConnectedEventLog
  readonly ring: KeyRing
  /** Whose process this is. */
  readonly agency: string
  readonly signal: AbortSignal
  /** Told of each stream in which an earlier erasure was found of which a key was still there. */
  readonly onDestroyed?: (stream: string) => void
  /** Told once of each time that the log cannot be followed. */
  readonly onFailure?: (error: unknown) => void
}

/**
 * Applies the erasures of the log to a key ring, and goes on with new ones until the signal aborts. Begins where the
 * ring says that it was: a ring restored from a backup loses again every key that was destroyed since.
 *
 * The event's own signature is checked: nobody destroys a key but by an event of the agency that owns the stream.
 */
export const keepErasures = async ({
  log,
  ring,
  agency,
  signal,
  onDestroyed,
  onFailure,
}: ErasureOptions): Promise<void> => {
  const apply = async (event: StoredEvent, tell: typeof onDestroyed): Promise<void> => {
    const destroyed = await erase(ring, log, event)
    if (destroyed > 0) tell?.(event.stream)
    ring.setErasedUpTo(agency, event.position)
  }
  const follow = async (going: () => void): Promise<void> => {
    const after = ring.erasedUpTo(agency)
    // Of an erasure of this moment the process that records it destroys the keys as well, a moment later.
    let tell = onDestroyed
    for await (const batch of log.followType(ERASURE, {
      ...(after === undefined ? {} : { after }),
      signal,
    })) {
      for (const item of batch) {
        if (item.kind === 'caught-up') tell = undefined
        if (item.kind === 'event') await apply(item.event, tell)
      }
      going()
    }
  }
  await keepGoing(follow, { signal, onAway: onFailure })
}

/** What erasing needs of the log: streams as they are stored, and which of them are one agency's. */
export type ErasableLog = Pick<ConnectedEventLog, 'readStored' | 'owners'>

/**
 * Destroys the keys of the fields that an erasure names ({@link fieldsNamed}), in all streams that its agency has of the
 * incident; and the person's key in its stream, used or not.
 *
 * The streams are looked through each time: what is sealed there says which keys were used, and it can't be forgotten.
 * Doing it again changes nothing. Answers how many keys were still there.
 */
export const erase = async (
  ring: Pick<KeyRing, 'destroy' | 'destroyKey' | 'overwriteDestroyed'>,
  log: ErasableLog,
  { stream, data }: Pick<StoredEvent, 'stream' | 'data'>,
): Promise<number> => {
  const erasure = erasureSchema.safeParse(data)
  if (!erasure.success) return 0
  const { subject } = erasure.data
  let destroyed = subject !== undefined && ring.destroyKey(subject, stream) ? 1 : 0
  const fields: HeldField[] = []
  for (const each of streamsBeside(log.owners, stream)) {
    const stored = await log.readStored(each)
    if (!stored.ok) throw new Error(stored.error.detail)
    fields.push(...stored.value.flatMap((event) => heldFields(holdingOf(event))))
  }
  for (const key of new Set(fieldsNamed(fields, erasure.data).map((field) => field.key)))
    if (ring.destroy(key)) destroyed += 1
  // Even if there was none: whoever destroyed it may not have overwritten it yet, or was killed before.
  await ring.overwriteDestroyed()
  return destroyed
}

/** The streams of the same incident that belong to the same agency. */
const streamsBeside = ({ ownerOf, categories }: Ownership, stream: string): readonly string[] => {
  const owner = ownerOf(stream)
  const id = parseStreamName(stream)?.id
  if (owner === undefined || id === undefined) return [stream]
  const owned = [...categories].filter(([, agency]) => agency === owner)
  return [...new Set([stream, ...owned.map(([category]) => streamName(category, id))])]
}

const holdingOf = ({ id, type, data, metadata }: StoredEvent): HoldingEvent => ({
  id,
  type,
  data,
  envelope: (metadata ?? {}) as HoldingEvent['envelope'],
})

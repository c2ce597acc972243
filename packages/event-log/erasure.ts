import { setTimeout } from 'node:timers/promises'
import { isSealed, type StoredEvent } from '@concord/kernel'
import { z } from 'zod'
import type { ConnectedEventLog } from './connected-event-log.ts'
import type { KeyRing } from './sealing/key-ring.ts'

/** The agreed event by which an agency says that it erased what it held about a person. */
export const ERASURE = 'PersonalDataErased'

const erasureSchema = z.looseObject({
  subject: z.string().optional(),
  target: z.string().optional(),
  field: z.string().optional(),
})

export interface ErasureOptions {
  readonly log: ConnectedEventLog
  readonly ring: KeyRing
  readonly signal: AbortSignal
  readonly onFailure?: (error: unknown) => void
}

const AGAIN_MS = 5_000

/**
 * Applies the erasures of the log to a key ring, and goes on with new ones until the signal aborts. Begins where the
 * ring says that it was: a ring restored from a backup loses again every key that was destroyed since.
 *
 * The event's own signature is checked: nobody destroys a key but by an event of the agency that owns the stream.
 */
export const keepErasures = async ({ log, ring, signal, onFailure }: ErasureOptions): Promise<void> => {
  while (!signal.aborted) {
    try {
      const after = ring.erasedUpTo()
      for await (const batch of log.followType(ERASURE, {
        ...(after === undefined ? {} : { after }),
        signal,
      })) {
        for (const item of batch) {
          if (item.kind === 'event') await erase(ring, log.readStored, item.event)
          if (item.kind === 'event') ring.setErasedUpTo(item.event.position)
        }
      }
    } catch (error) {
      onFailure?.(error)
      await setTimeout(AGAIN_MS, undefined, { signal }).catch(() => undefined)
    }
  }
}

/**
 * Destroys the keys an erasure names: those of its subject in its stream; or those of what is sealed at `field` of its
 * target, an event of the same stream named by id or reference. Without a field everything sealed in the target is meant;
 * a field that is not there names nothing unless the target holds one key only, for no other person's data may be lost.
 *
 * The stream is looked through in either case: what is sealed there says which keys were used, and it can't be forgotten.
 * Doing it again changes nothing.
 */
export const erase = async (
  ring: Pick<KeyRing, 'destroy' | 'destroyKey'>,
  readStored: ConnectedEventLog['readStored'],
  { stream, data }: Pick<StoredEvent, 'stream' | 'data'>,
): Promise<void> => {
  const erasure = erasureSchema.safeParse(data)
  if (!erasure.success) return
  const { subject, target, field } = erasure.data
  if (subject !== undefined) ring.destroyKey(subject, stream)
  const stored = await readStored(stream)
  if (!stored.ok) throw new Error(stored.error.detail)
  for (const event of stored.value) {
    const fields = sealedFields(event.data, [], undefined)
    const { reference } = (event.metadata ?? {}) as { readonly reference?: unknown }
    const isTarget =
      subject === undefined && (event.id === target || (target !== undefined && reference === target))
    const ofSubject = fields.filter((sealed) => subject !== undefined && sealed.subject === subject)
    for (const key of [
      ...ofSubject.map((sealed) => sealed.key),
      ...(isTarget ? keysMeant(fields, field) : []),
    ]) {
      ring.destroy(key)
    }
  }
}

interface SealedField {
  readonly path: readonly string[]
  readonly key: string
  /** Named beside the field. */
  readonly subject: unknown
}

const keysMeant = (fields: readonly SealedField[], field: string | undefined): readonly string[] => {
  const all = [...new Set(fields.map(({ key }) => key))]
  if (field === undefined || all.length === 1) return all
  const asked = named(field.split(/[./[\]]+/))
  return fields.filter(({ path }) => named(path) === asked).map(({ key }) => key)
}

/** The names on a path, without places in lists. */
const named = (path: readonly string[]): string => path.filter((step) => !/^\d*$/.test(step)).join('/')

const sealedFields = (value: unknown, path: readonly string[], subject: unknown): readonly SealedField[] => {
  if (isSealed(value)) return [{ path, key: value.$sealed.key, subject }]
  if (typeof value !== 'object' || value === null) return []
  const beside = (value as { readonly subject?: unknown }).subject
  return Object.entries(value).flatMap(([step, item]) => sealedFields(item, [...path, step], beside))
}

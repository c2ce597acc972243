import { createCipheriv, createDecipheriv } from 'node:crypto'
import { type Envelope, isSealed, type Sealed, subjectBeside, subjectOfSummary } from '@concord/kernel'
import { inOrder } from '../form/canonical-form.ts'
import { freshIv } from './fresh-iv.ts'
import type { KeyRing } from './key-ring.ts'
import type { DataKey } from './key-stock.ts'
import type { FieldPath } from './personal-paths.ts'

/**
 * Seals the fields at `paths`: AES-256-GCM under the data key of (subject, stream), bound to the event and the place
 * in it, so that a sealed value can't be moved. Leaves what is sealed already, and gives a copy.
 *
 * The subject is named by the `subject` property beside the field. Where it is missing the event stands for it: the
 * value is never stored in the clear.
 */
export const seal = async (
  keyRing: Pick<KeyRing, 'keyFor'>,
  paths: readonly FieldPath[],
  stream: string,
  eventId: string,
  data: unknown,
): Promise<unknown> => {
  const copy = inOrder(data)
  for (const path of paths) {
    for (const { holder, name, pointer } of placesAt(copy, path, '')) {
      const value = holder[name]
      if (value === undefined || value === null || isSealed(value)) continue
      const subject = subjectBeside(holder) ?? eventId
      holder[name] = sealValue(await keyRing.keyFor(subject, stream), associated(eventId, pointer), value)
    }
  }
  return copy
}

/**
 * Seals the summary of an event that concerns a person: under the key of whom {@link subjectOfSummary} names, else under
 * the event's own. `data` is sealed already.
 */
export const sealSummary = async (
  keyRing: Pick<KeyRing, 'keyFor'>,
  stream: string,
  eventId: string,
  data: unknown,
  summary: NonNullable<Envelope['summary']>,
): Promise<Sealed> => {
  if (isSealed(summary)) return summary
  const dataKey = await keyRing.keyFor(subjectOfSummary(data) ?? eventId, stream)
  return sealValue(dataKey, associated(eventId, SUMMARY), summary)
}

/** The summary of an event for a reader who may see it; still sealed where its key is not here. */
export const unsealSummary = async (
  keyRing: Pick<KeyRing, 'find'>,
  eventId: string,
  summary: Envelope['summary'],
): Promise<Envelope['summary']> => {
  if (!isSealed(summary)) return summary
  const dataKey = await keyRing.find(summary.$sealed.key)
  const clear = dataKey && openValue(dataKey, associated(eventId, SUMMARY), summary)
  return clear ? (clear.value as string) : summary
}

/** An event's data for a reader who may see personal fields: opened where the key still is. */
export interface UnsealedData {
  readonly data: unknown
  /** JSON pointers of the fields that were opened: what the record of reads must name. */
  readonly opened: readonly string[]
  /** JSON pointers of the fields that stay sealed: their key was destroyed or is not here, or they were moved. */
  readonly closed: readonly string[]
}

/** Opens the sealed fields of an event's data as far as their keys are here. */
export const unseal = async (
  keyRing: Pick<KeyRing, 'find'>,
  eventId: string,
  data: unknown,
): Promise<UnsealedData> => {
  const opened: string[] = []
  const closed: string[] = []
  const walk = async (value: unknown, pointer: string): Promise<unknown> => {
    if (isSealed(value)) {
      const dataKey = await keyRing.find(value.$sealed.key)
      const clear = dataKey && openValue(dataKey, associated(eventId, pointer), value)
      ;(clear ? opened : closed).push(pointer)
      return clear ? clear.value : value
    }
    if (Array.isArray(value))
      return Promise.all(value.map((item, index) => walk(item, `${pointer}/${index}`)))
    if (typeof value !== 'object' || value === null) return value
    const entries = Object.entries(value).map(
      async ([name, item]) => [name, await walk(item, `${pointer}/${escapePointer(name)}`)] as const,
    )
    return Object.fromEntries(await Promise.all(entries))
  }
  const result = await walk(data, '')
  return { data: result, opened: opened.sort(), closed: closed.sort() }
}

interface FieldPlace {
  readonly holder: Record<string, unknown>
  readonly name: string
  readonly pointer: string
}

const placesAt = (value: unknown, path: FieldPath, pointer: string): readonly FieldPlace[] => {
  if (typeof value !== 'object' || value === null || isSealed(value)) return []
  const [step, ...rest] = path
  if (step === undefined) return []
  const names = step === '*' ? Object.keys(value) : Object.hasOwn(value, step) ? [step] : []
  const holder = value as Record<string, unknown>
  return names.flatMap((name) => {
    const place = `${pointer}/${escapePointer(name)}`
    return rest.length === 0 ? [{ holder, name, pointer: place }] : placesAt(holder[name], rest, place)
  })
}

const sealValue = ({ id, key }: DataKey, associatedText: string, value: unknown): Sealed => {
  const iv = freshIv()
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(associatedText))
  const ciphertext = Buffer.concat([cipher.update(JSON.stringify(value), 'utf8'), cipher.final()])
  return {
    $sealed: {
      key: id,
      iv: iv.toString('base64url'),
      ciphertext: ciphertext.toString('base64url'),
      tag: cipher.getAuthTag().toString('base64url'),
    },
  }
}

const openValue = (
  { key }: DataKey,
  associatedText: string,
  { $sealed }: Sealed,
): { readonly value: unknown } | undefined => {
  try {
    const iv = Buffer.from($sealed.iv, 'base64url')
    const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: 16 })
      .setAAD(Buffer.from(associatedText))
      .setAuthTag(Buffer.from($sealed.tag, 'base64url'))
    const ciphertext = Buffer.from($sealed.ciphertext, 'base64url')
    const clear = Buffer.concat([decipher.update(ciphertext), decipher.final()])
    return { value: JSON.parse(clear.toString('utf8')) }
  } catch {
    // Not what was sealed here: a value that was copied from another event or tampered with opens for nobody.
    return undefined
  }
}

/** Where the summary stands. Places in the data begin with a slash, so none of them is taken for it. */
const SUMMARY = 'envelope/summary'

const associated = (eventId: string, pointer: string): string => `${eventId} ${pointer}`

/** RFC 6901. */
const escapePointer = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1')

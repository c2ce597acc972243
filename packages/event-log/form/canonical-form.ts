import { hash } from 'node:crypto'
import canonicalize from 'canonicalize'

/** An event as the store holds it, without what the store itself adds (position and time of recording). */
export interface Chained {
  readonly id: string
  readonly type: string
  readonly stream: string
  readonly revision: number
  readonly data: unknown
  readonly metadata: unknown
}

/**
 * The text that is hashed: RFC 8785 (JSON Canonicalization Scheme) of `{ data, id, metadata, revision, stream, type }`.
 * It covers the place in the stream, so an event can't be moved, and the sealed form of personal fields, so an erasure
 * changes nothing.
 */
export const canonicalForm = (event: Chained): string =>
  canonicalText(event, canonical(event.data), canonical(event.metadata))

/** The same for data and metadata that are in canonical form already. */
export const canonicalText = (
  { id, revision, stream, type }: Omit<Chained, 'data' | 'metadata'>,
  data: string,
  metadata: string,
): string =>
  `{"data":${data},"id":${canonical(id)},"metadata":${metadata},"revision":${canonical(revision)},"stream":${canonical(stream)},"type":${canonical(type)}}`

/**
 * The text that is signed: the canonical form as it was before `metadata.signature` was added. Undefined where there is
 * none: whoever can write to the store can put there what no codec would write, and nobody can have signed that.
 */
export const signedForm = (event: Chained): string | undefined => {
  const { signature: _, ...metadata } = event.metadata as Readonly<Record<string, unknown>>
  return unlessFormless(() => canonicalText(event, canonical(event.data), canonical(metadata)))
}

/**
 * The hash of an event, base64url: SHA-256(0x00 || canonical form), which is the leaf hash of RFC 6962. The next event
 * of the stream carries it as `previousHash`, and the Merkle tree over the log has it as a leaf: one hash, two uses.
 *
 * What has no canonical form has a place in the tree all the same, or one such event would end the tree for ever. It is
 * hashed over where it stands and under which name; nobody believes what else it says.
 */
export const eventHash = (event: Chained): string =>
  leafHash(unlessFormless(() => canonicalForm(event)) ?? canonicalText(event, '', ''))

const unlessFormless = (form: () => string): string | undefined => {
  try {
    return form()
  } catch {
    return undefined
  }
}

/** {@link eventHash} of an event whose canonical form is known. */
export const leafHash = (form: string): string => hash('sha256', `\0${form}`, 'base64url')

/** RFC 8785. Throws for what JSON or UTF-8 cannot say: NaN, infinity, cycles, lone surrogates. */
export const canonical = (value: unknown): string => {
  // The codec stores its keys in order, and then the engine's own serialiser writes the same text several times faster.
  const text = isInOrder(value) ? JSON.stringify(value) : undefined
  // It escapes half of a surrogate pair where RFC 8785 refuses it; a backslash before these letters looks alike.
  return text === undefined || text.includes('\\ud') ? canonicalize(value)! : text
}

/**
 * A copy with all keys in the order of RFC 8785 and without undefined properties: what the codec stores. Throws for what
 * JSON or UTF-8 cannot say.
 */
export const inOrder = (value: unknown): unknown => {
  switch (typeof value) {
    case 'string':
      if (!value.isWellFormed()) throw new TypeError('A text holds half a character (a lone surrogate).')
      return value
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError(`JSON has no number ${value}.`)
      return value
    case 'boolean':
      return value
    case 'object':
      if (value === null) return null
      if (Array.isArray(value)) return value.map((item) => inOrder(item ?? null))
      return membersInOrder(value as Readonly<Record<string, unknown>>)
    default:
      throw new TypeError(`JSON has no values of the type ${typeof value}.`)
  }
}

const membersInOrder = (value: Readonly<Record<string, unknown>>): unknown => {
  const copy: Record<string, unknown> = {}
  for (const key of namesInOrder(value)) {
    const item = value[key]
    if (item !== undefined) copy[inOrder(key) as string] = inOrder(item)
  }
  return copy
}

/** Up to this many names are sorted by insertion: the engine's own sort takes over a kilobyte of memory, however short the list. */
const FEW_NAMES = 32

const namesInOrder = (value: object): readonly string[] => {
  const names = Object.keys(value)
  if (names.length > FEW_NAMES) return names.sort()
  for (let end = 1; end < names.length; end++) {
    const name = names[end]!
    let place = end
    for (; place > 0 && names[place - 1]! > name; place--) names[place] = names[place - 1]!
    names[place] = name
  }
  return names
}

/** The levels down to which the engine's own serialiser is used: it recurses, and `canonicalize` does not. */
const MOST_LEVELS = 200

/** Whether the engine's own serialiser can be used: names stand in order, and numbers are ones that JSON knows. */
const isInOrder = (value: unknown, level = 0): boolean => {
  if (typeof value === 'number') return Number.isFinite(value)
  if (value === null || typeof value !== 'object') return true
  if (level === MOST_LEVELS) return false
  if (Array.isArray(value)) {
    for (const item of value) if (mayNotBe(item) && !isInOrder(item, level + 1)) return false
    return true
  }
  let before = ''
  for (const key in value) {
    // Compares UTF-16 code units, as RFC 8785 (3.2.3) asks.
    if (key < before) return false
    before = key
    const item = (value as Readonly<Record<string, unknown>>)[key]
    if (mayNotBe(item) && !isInOrder(item, level + 1)) return false
  }
  return true
}

const mayNotBe = (item: unknown): boolean => typeof item === 'object' || typeof item === 'number'

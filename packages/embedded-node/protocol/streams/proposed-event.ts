import type { ProposedEvent } from '../../store/store.ts'
import { eachField, MalformedMessage, varintAsBigInt } from '../transport/wire.ts'
import { longestName } from './names.ts'

/** What an event takes while it waits, beside the message that it came in. */
export const eventBytes = 512

/** Reads a ProposedMessage, which Append and BatchAppend write alike. */
export const decodeProposedEvent = (bytes: Buffer, from: number, to: number): ProposedEvent => {
  let id: string | undefined
  let type = ''
  let contentType: ProposedEvent['contentType'] = 'application/octet-stream'
  let metadata: Uint8Array = empty
  let data: Uint8Array = empty
  eachField(bytes, from, to, (field, start, end) => {
    if (field === 1) id = decodeUuid(bytes, start, end)
    else if (field === 3) metadata = bytes.subarray(start, end)
    else if (field === 4) data = bytes.subarray(start, end)
    else if (field === 2) {
      const [key, value] = entryIn(bytes, start, end)
      if (key === 'type') type = value
      else if (key === 'content-type' && value === 'application/json') contentType = value
    }
  })
  if (id === undefined) throw new MalformedMessage('An event has no id.')
  if (type === '') throw new MalformedMessage(`Event ${id} has no type.`)
  if (type.length > longestName) {
    throw new MalformedMessage(
      `The type of event ${id} has ${type.length} characters, more than ${longestName}.`,
    )
  }
  return { id, type, contentType, data, metadata }
}

const empty = new Uint8Array()

type Entry = readonly [key: string, value: string]

/** Events say their type and content type in the same bytes again and again: the latest entry of each length is kept. */
const entryIn = (bytes: Buffer, from: number, to: number): Entry => {
  const known = knownEntries[to - from]
  if (known !== undefined && isAt(bytes, from, known.bytes)) return known.entry
  const entry = decodeEntry(bytes, from, to)
  // A copy: what was received with it is not to be kept alive.
  if (to - from <= longestKnown)
    knownEntries[to - from] = { bytes: Buffer.from(bytes.subarray(from, to)), entry }
  return entry
}

const longestKnown = 128
const knownEntries: { readonly bytes: Buffer; readonly entry: Entry }[] = []

const isAt = (bytes: Buffer, start: number, sought: Buffer): boolean => {
  for (let i = sought.length - 1; i >= 0; i--) if (bytes[start + i] !== sought[i]) return false
  return true
}

const decodeEntry = (bytes: Buffer, from: number, to: number): Entry => {
  let key = ''
  let value = ''
  eachField(bytes, from, to, (field, start, end) => {
    if (field === 1) key = bytes.toString('utf8', start, end)
    else if (field === 2) value = bytes.toString('utf8', start, end)
  })
  return [key, value]
}

const uuidText = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** A UUID in lower-case text, from either of its two forms. */
export const decodeUuid = (bytes: Buffer, from: number, to: number): string => {
  let id: string | undefined
  eachField(bytes, from, to, (field, start, end) => {
    id =
      field === 2 ? bytes.toString('latin1', start, end).toLowerCase() : decodeStructured(bytes, start, end)
  })
  if (id === undefined || !uuidText.test(id)) throw new MalformedMessage(`'${id ?? ''}' is not a UUID.`)
  return id
}

const decodeStructured = (bytes: Buffer, from: number, to: number): string => {
  const halves = [0n, 0n]
  eachField(bytes, from, to, (field, start, end) => {
    halves[field === 1 ? 0 : 1] = varintAsBigInt(bytes, start, end)
  })
  const hex = halves.map((half) => half.toString(16).padStart(16, '0')).join('')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

/**
 * What an event weighs against the limit of an append: its data and metadata, as on EventStoreDB. One that carries next
 * to nothing weighs what its name does, or a few bytes, so that the limit bounds the number of events too.
 */
export const proposedBytes = ({ data, metadata, type }: ProposedEvent): number =>
  Math.max(data.length + metadata.length, type.length, leastEventBytes)

const leastEventBytes = 16

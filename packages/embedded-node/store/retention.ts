import { endOfStream } from './layout.ts'

/** What a stream's metadata says about how much of it stays visible. */
export interface Retention {
  readonly truncateBefore: bigint | null
  readonly maxCount: bigint | null
  /** In ticks of 100 ns. */
  readonly maxAgeTicks: bigint | null
}

/** Nothing is hidden. */
export const keepAll: Retention = { truncateBefore: null, maxCount: null, maxAgeTicks: null }

/** A metadata stream shows only its latest event, as on EventStoreDB. */
export const keepLatest: Retention = { truncateBefore: null, maxCount: 1n, maxAgeTicks: null }

const ticksPerSecond = 10_000_000n

/**
 * Reads `$tb`, `$maxCount` and `$maxAge` (seconds) from a `$metadata` event. Metadata that is no JSON object, or
 * names a value out of range, keeps everything: it must never hide an event by mistake.
 */
export const retentionOf = (metadata: Uint8Array): Retention => {
  const document = parseExactly(metadata)
  if (document === undefined) return keepAll
  const truncateBefore = integerIn(document.$tb, 0n)
  const maxCount = integerIn(document.$maxCount, 1n)
  const maxAge = integerIn(document.$maxAge, 1n)
  return {
    truncateBefore,
    maxCount,
    maxAgeTicks: maxAge === null || maxAge > endOfStream / ticksPerSecond ? null : maxAge * ticksPerSecond,
  }
}

/** The same metadata with another `$tb`. Every other value keeps its exact text, also numbers beyond 2^53. */
export const withTruncateBefore = (metadata: Uint8Array | undefined, truncateBefore: bigint): Uint8Array => {
  const document = metadata === undefined ? {} : (parseExactly(metadata) ?? {})
  return Buffer.from(JSON.stringify({ ...document, $tb: exactNumber(truncateBefore.toString()) }))
}

/** Whether a stream holds what is said about another one, as EventStoreDB names them: `$$police-7` about `police-7`. */
export const isMetadataStream = (stream: string): boolean => stream.startsWith('$$')
/** Where a stream's metadata is. */
export const metadataStreamOf = (stream: string): string => `$$${stream}`
/** The stream that a metadata stream is about. */
export const describedStream = (metadataStream: string): string => metadataStream.slice(2)

/** ECMAScript's JSON source text access, which TypeScript's library does not describe yet. */
interface ExactJson {
  parse(
    text: string,
    reviver: (key: string, value: unknown, context: { source?: string }) => unknown,
  ): unknown
  rawJSON(text: string): unknown
}
const exactJson = JSON as unknown as ExactJson
const exactNumber = (text: string): unknown => exactJson.rawJSON(text)

/** A JSON object whose numbers are kept as their source text; undefined for anything else. */
const parseExactly = (bytes: Uint8Array): Record<string, unknown> | undefined => {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    const document = exactJson.parse(text, (_key, value, context) =>
      typeof value === 'number' ? exactNumber(context.source!) : value,
    )
    return typeof document === 'object' && document !== null && !Array.isArray(document)
      ? (document as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}

const integerIn = (value: unknown, least: bigint): bigint | null => {
  const text = (value as { rawJSON?: string } | null | undefined)?.rawJSON
  if (text === undefined || !/^-?\d{1,19}$/.test(text)) return null
  const integer = BigInt(text)
  return integer >= least && integer <= endOfStream ? integer : null
}

/** One line of a stream, without its end. `number` counts from 1, empty lines included. */
export type TextLine =
  | { readonly number: number; readonly text: string }
  | { readonly number: number; readonly fault: 'too-long' | 'not-utf-8' }

const LINE_FEED = 0x0a
/** The most parts in which a line is held: one that comes byte by byte would take a hundred times its length. */
const MOST_PARTS = 1_024

/**
 * Cuts a stream of bytes into lines (NDJSON: separated by LF, a CR before it and a byte order mark at the start are
 * passed over, empty lines are skipped). Holds one line at a time, at most `mostBytes` of it: a longer one is skipped
 * to its end and reported in its place. Bytes are only taken as lines are asked for.
 */
export async function* linesOf(
  source: AsyncIterable<Uint8Array>,
  mostBytes: number,
): AsyncGenerator<TextLine> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let parts: Uint8Array[] = []
  let held = 0
  let number = 1

  const take = (part: Uint8Array): void => {
    held += part.length
    if (held > mostBytes) parts = []
    else if (parts.push(part) > MOST_PARTS) parts = [Buffer.concat(parts)]
  }
  const end = (): TextLine | undefined => {
    const line = held > mostBytes ? { number, fault: 'too-long' as const } : decoded(decoder, parts, number)
    parts = []
    held = 0
    number++
    return line
  }

  for await (const chunk of source) {
    let start = 0
    for (let at = chunk.indexOf(LINE_FEED); at !== -1; at = chunk.indexOf(LINE_FEED, start)) {
      take(chunk.subarray(start, at))
      start = at + 1
      const line = end()
      if (line) yield line
    }
    if (start < chunk.length) take(chunk.subarray(start))
  }
  const last = held > 0 ? end() : undefined
  if (last) yield last
}

const decoded = (
  decoder: InstanceType<typeof TextDecoder>,
  parts: readonly Uint8Array[],
  number: number,
): TextLine | undefined => {
  try {
    const text = decoder.decode(parts.length === 1 ? parts[0] : Buffer.concat(parts)).trim()
    return text === '' ? undefined : { number, text }
  } catch {
    return { number, fault: 'not-utf-8' }
  }
}

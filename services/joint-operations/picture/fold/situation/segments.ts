import { OPEN, type RectangleSink } from './rectangle.ts'

/**
 * A stretch of valid time over which a topic's summary is the same, as known since `knownFrom`. The last one of a group
 * has no end and is kept apart from the rectangles: it is what holds now.
 */
export interface Segment<Summary> {
  readonly from: number
  readonly to: number
  readonly summary: Summary
  readonly knownFrom: number
  readonly rectangle: number | undefined
}

/** What a segment is of, before it is known of whom and since when. */
export type Stretch<Summary> = Pick<Segment<Summary>, 'from' | 'to' | 'summary'>

/** For whom and since when something begins or ends to hold, and who is told. */
export interface Turn<Summary> {
  readonly mask: bigint
  readonly known: number
  readonly sink: RectangleSink<Summary>
}

/** Begins and ends the segments of one topic, whose rectangles are numbered in the order in which they come to be. */
export const segmentsOfTopic = <Summary>() => {
  let rectangles = 0

  /** What has an end in valid time goes into the rectangles at once; what has none when it ends. */
  const begin = ({ from, to, summary }: Stretch<Summary>, turn: Turn<Summary>): Segment<Summary> => {
    const { mask, known, sink } = turn
    tellCorners({ from, to, summary }, turn, 1)
    if (to === OPEN) return { from, to, summary, knownFrom: known, rectangle: undefined }
    const rectangle = rectangles++
    const bounds = { knownFrom: known, knownTo: OPEN, validFrom: from, validTo: to }
    sink.add({ id: rectangle, ...bounds, mask, summary })
    return { from, to, summary, knownFrom: known, rectangle }
  }

  const end = (segment: Segment<Summary>, turn: Turn<Summary>): void => {
    const { from, to, summary, knownFrom, rectangle } = segment
    const { mask, known, sink } = turn
    tellCorners(segment, turn, -1)
    if (rectangle !== undefined) {
      if (knownFrom === known) sink.remove(rectangle)
      else sink.close(rectangle, known)
    } else if (knownFrom < known) {
      const bounds = { knownFrom, knownTo: known, validFrom: from, validTo: to }
      sink.add({ id: rectangles++, ...bounds, mask, summary })
    }
  }

  return { begin, end }
}

/** Begins and ends segments. */
export type Segments<Summary> = ReturnType<typeof segmentsOfTopic<Summary>>

/**
 * Ends what no longer holds and begins what does from now on; segments that are as they were stay. The stretches stand in
 * the order of valid time, and so do the segments.
 */
export const replaceSegments = <Summary>(
  { begin, end }: Segments<Summary>,
  before: readonly Segment<Summary>[],
  stretches: readonly Stretch<Summary>[],
  turn: Turn<Summary>,
): readonly Segment<Summary>[] => {
  const left = new Map(before.map((segment) => [boundsOf(segment), segment]))
  const same = stretches.map((stretch) => {
    const there = left.get(boundsOf(stretch))
    if (there?.summary !== stretch.summary) return undefined
    left.delete(boundsOf(stretch))
    return there
  })
  for (const segment of left.values()) end(segment, turn)
  return stretches.map((stretch, index) => same[index] ?? begin(stretch, turn))
}

const boundsOf = ({ from, to }: Pick<Segment<unknown>, 'from' | 'to'>) => `${from} ${to}`

const tellCorners = <Summary>(
  { from, to, summary }: Stretch<Summary>,
  { mask, known, sink: { corner } }: Turn<Summary>,
  sign: 1 | -1,
): void => {
  corner?.({ known, valid: from, mask, summary, sign })
  if (to !== OPEN) corner?.({ known, valid: to, mask, summary, sign: sign === 1 ? -1 : 1 })
}

import { RowsDiverged } from '@concord/projection'
import type { Statements } from '../../tables/statements.ts'
import type { Summary } from './kept-summary.ts'
import { OPEN, PER_TOPIC, type RectangleSink } from './rectangle.ts'

/** Nothing is before this second; R-trees count seconds from here in 32 bits, until 2068. */
const FIRST_SECOND = Date.UTC(2000, 0, 1) / 1000
/** The last second that an R-tree of 32 bits can count: no end. */
const LAST = 2 ** 31 - 1

/** The second in which a millisecond lies, as the R-trees count. */
export const secondOf = (ms: number): number =>
  ms === OPEN ? LAST : Math.max(-LAST, Math.min(LAST - 1, Math.floor(ms / 1000) - FIRST_SECOND))

/** The last second of a half-open stretch. */
const lastSecondOf = (to: number): number => (to === OPEN ? LAST : secondOf(to - 1))

/** Keeps one topic's rectangles, known by ordinal. */
export const rectangleStore = (sql: Statements, topic: number): RectangleSink<Summary> => ({
  add: ({ id, knownFrom, knownTo, validFrom, validTo, mask, summary }) => {
    const number = numberOf(topic, id)
    const second = secondOf(validFrom)
    const what = [summary.status, summary.status, summary.mode, summary.number, mask, validFrom]
    if (validTo === OPEN) {
      sql('INSERT INTO rectangle VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)').run(
        ...[number, knownFrom, knownTo - 1, second, second, ...what],
      )
    } else {
      const knownUntil = knownTo === OPEN ? LAST : knownTo - 1
      sql('INSERT INTO past_rectangle VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)').run(
        ...[number, knownFrom, knownUntil, second, lastSecondOf(validTo), ...what, validTo],
      )
    }
  },
  close: (id, knownTo) => {
    expectOne(
      sql('UPDATE past_rectangle SET known_to = ? WHERE id = ?').run(knownTo - 1, numberOf(topic, id)),
    )
  },
  remove: (id) => {
    expectOne(sql('DELETE FROM past_rectangle WHERE id = ?').run(numberOf(topic, id)))
  },
})

/** Keeps one topic's rectangles, known by instant. */
export const instantStore = (sql: Statements, topic: number): RectangleSink<Summary> => ({
  add: ({ id, knownFrom, knownTo, validFrom, validTo, mask, summary }) => {
    const seconds = [secondOf(knownFrom), lastSecondOf(knownTo), secondOf(validFrom), lastSecondOf(validTo)]
    const what = [summary.status, summary.status, summary.mode, summary.number, mask]
    sql('INSERT INTO instant_rectangle VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)').run(
      ...[numberOf(topic, id), ...seconds, ...what, validFrom, validTo, knownFrom, knownTo],
    )
  },
  close: (id, knownTo) => {
    expectOne(
      sql('UPDATE instant_rectangle SET known_to_s = ?, known_to = ? WHERE id = ?').run(
        lastSecondOf(knownTo),
        knownTo,
        numberOf(topic, id),
      ),
    )
  },
  remove: (id) => {
    expectOne(sql('DELETE FROM instant_rectangle WHERE id = ?').run(numberOf(topic, id)))
  },
})

/** Rectangles that stand already: for histories that are made again from their events. */
export const alreadyKept: RectangleSink<Summary> = { add: () => {}, close: () => {}, remove: () => {} }

const numberOf = (topic: number, id: number): number => {
  if (id >= PER_TOPIC) throw new Error(`topic ${topic} has more than ${PER_TOPIC} rectangles`)
  return topic * PER_TOPIC + id
}

/** A history that was made again differently than it was kept would close what is not there. */
const expectOne = ({ changes }: { readonly changes: number | bigint }): void => {
  if (Number(changes) !== 1) throw new RowsDiverged('the two-time index does not fit its events')
}

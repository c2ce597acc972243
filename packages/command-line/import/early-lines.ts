import type { LineResult } from './deliver.ts'
import type { Delivery } from './deliveries.ts'
import type { ReportLine } from './report-line.ts'

/** So many lines of a file wait for what they name at most; what else names it too early is refused. */
const MOST_WAITING = 1_000

/**
 * The lines of a file that name a record which did not stand yet, such as a correction before what it corrects where a
 * file is ordered by what happened. They wait until the whole file has been brought in.
 */
export const openEarlyLines = () => {
  let waiting: Delivery[] = []
  let count = 0

  /** Keeps the early lines of a delivery, as long as there is room; gives back the others, each with its result. */
  const keep = (delivery: Delivery, results: readonly LineResult[]): Answered => {
    const early: ReportLine[] = []
    const answered = results.flatMap((result, index) => {
      const line = delivery.lines[index]!
      if (result.code !== UNKNOWN || count === MOST_WAITING) return [{ line, result }]
      count += 1
      early.push(line)
      return []
    })
    if (early.length > 0) waiting.push({ to: delivery.to, lines: early, bad: [] })
    return {
      delivery: { ...delivery, lines: answered.map(({ line }) => line) },
      results: answered.map(({ result }) => result),
    }
  }

  /** What waits, in the order of the file; nothing waits afterwards. */
  const take = (): readonly Delivery[] => {
    const taken = waiting
    waiting = []
    count = 0
    return taken
  }
  return { keep, take }
}

/** What an agency says of a record that it does not hold. */
const UNKNOWN = 'unknown-record'

interface Answered {
  readonly delivery: Delivery
  readonly results: readonly LineResult[]
}

import { cpuMsSince, option } from './measure.ts'
import { openPages } from './page-cost.ts'

/*
 * What policy and redaction cost a page of 50 incidents: the API over a log with withheld incidents and sealed names, for
 * a reader who is shown a part of it, against the same API where everybody sees everything and nothing is sealed. In
 * turns, in this process, through the function that serves HTTP. Told in CPU time of the one thread that answers.
 *
 *   pnpm bench trust [--pages=200] [--incidents=10000]
 */
const incidents = option('incidents', 10_000)
const pages = option('pages', 200)
const MARK = 1.5

const listed = 'id title kind status severity openedAt changedAt lead agencies place { lat lon }'
const queries: Readonly<Record<string, string>> = {
  'as a list shows it': `{ incidents(first: 50) { totalCount nodes { ${listed} } } }`,
  'with persons and all events': `{ incidents(first: 50) { totalCount nodes { ${listed}
    persons { subject status }
    timeline(first: 10) { nodes { event { type agency occurredAt summary data personal { path subject } } } }
  } } }`,
}

const guarded = openPages(incidents, true)
const open = openPages(incidents, false)

console.log(`pages of 50 of ${incidents.toLocaleString('en')} incidents`)
for (const [name, query] of Object.entries(queries)) {
  const took: { readonly with: number[]; readonly without: number[] } = { with: [], without: [] }
  let seen = Number.NaN
  let all = Number.NaN
  for (let page = -pages / 4; page < pages; page++) {
    const [withMs, withAnswer] = await timed(() => guarded(query))
    const [withoutMs, withoutAnswer] = await timed(() => open(query))
    for (const { data } of [withAnswer, withoutAnswer]) {
      if (data.incidents.nodes.length !== 50) throw new Error('the bench asks for nothing')
    }
    seen = withAnswer.data.incidents.totalCount
    all = withoutAnswer.data.incidents.totalCount
    if (page < 0) continue
    took.with.push(withMs)
    took.without.push(withoutMs)
  }
  // Of all pages together: the clock of a thread may tick too coarsely for one.
  const [onMs, offMs] = [meanOf(took.with), meanOf(took.without)]
  const ratio = onMs / offMs
  console.log(
    `  ${name.padEnd(28)} ${onMs.toFixed(1)} ms with policy and redaction (${seen} to be seen), ${offMs.toFixed(1)} ms without (${all}): ${ratio.toFixed(2)} times (mark ${MARK}: ${ratio <= MARK ? 'reached' : 'MISSED'})`,
  )
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, one) => sum + one, 0) / values.length
}

async function timed<Value>(run: () => Promise<Value>): Promise<readonly [ms: number, value: Value]> {
  const before = process.threadCpuUsage()
  const value = await run()
  return [cpuMsSince(before), value]
}
process.exit(0)

import type { Moment } from '@concord/incident'
import { type IncidentFilterInput, incidentFilterOf } from '../api/schema/incident-filter.ts'
import type { IncidentOrder } from '../picture/asked/incidents.ts'
import { indexedQuestions } from '../picture/indexed-questions.ts'
import { foldedSituation, openSituation, pastMoments } from './folded-situation.ts'
import { cpuMsSince, option, percentile } from './measure.ts'

/*
 * The situation at two moments of the past against the present one, asked in turn: a page of 50 and the count, of what is
 * not over and of everything, in each order, with 100,000 incidents and 1 M events; and how the index grows. With the
 * filter that the API makes of what it is asked: what is played is left out. Told in CPU time of the one thread that
 * answers: nothing is waited for, so on an idle machine it is the time itself.
 *
 *   node situation.bench.ts [--incidents=100000] [--open=3000] [--asked=300] [--folder=…]
 */
const incidents = option('incidents', 100_000)
const open = Math.min(option('open', 3000), incidents / 3)
const asked = option('asked', 300)

const situation = await foldedSituation({ incidents, eventsPerIncident: 10, open })
const { events, foldedS, sizes } = situation
const { models, close } = openSituation(situation)
const questions = indexedQuestions(models)
const moments: Readonly<Record<string, (index: number) => Moment>> = {
  now: () => ({}),
  ...pastMoments(events, asked),
}

console.log(
  `${incidents.toLocaleString('en')} incidents, ${events.toLocaleString('en')} events, some ${open} not over`,
)
console.log(
  `folded in ${foldedS.toFixed(0)} s, ${Math.round(events / foldedS).toLocaleString('en')} events/s`,
)
const running = { statuses: ['reported', 'acknowledged', 'active', 'contained'] } as const
const orders = ['changed', 'opened', 'severity', 'id'] as const
const questionsAsked = [
  ...orders.map((by) => ['not over', running, by] as const),
  ...orders.map((by) => ['all', {}, by] as const),
]
for (const [what, input, order] of questionsAsked) {
  ask(input, order)
  const took = ask(input, order)
  const now = percentile(took.get('now')!, 0.5)
  for (const [name, each] of took) {
    const [median, p99] = [percentile(each, 0.5), percentile(each, 0.99)]
    const ratio = median / now
    const verdict =
      name === 'now' ? '' : `, ${ratio.toFixed(2)} of now (mark 3: ${ratio <= 3 ? 'reached' : 'MISSED'})`
    const bound = p99 < 50 ? 'reached' : 'MISSED'
    console.log(
      `  ${what}, by ${order}, ${name}: median ${median.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms (mark 50: ${bound})${verdict}`,
    )
  }
}
for (const { events, bytes, rectangles } of sizes) {
  console.log(
    `index at ${events.toLocaleString('en')} events: ${(bytes / events).toFixed(0)} bytes and ${(rectangles / events).toFixed(2)} rectangles an event`,
  )
}
close()

/** Milliseconds of CPU that each question took. All moments are asked in turn: what disturbs one disturbs all. */
function ask(input: IncidentFilterInput, by: IncidentOrder['by']): ReadonlyMap<string, readonly number[]> {
  const took = new Map(Object.keys(moments).map((name) => [name, [] as number[]]))
  for (let index = 0; index < asked; index++) {
    for (const [name, momentOf] of Object.entries(moments)) {
      const before = process.threadCpuUsage()
      const page = questions.incidents(
        { agency: index % 2 === 0 ? 'joc' : 'police' },
        incidentFilterOf(input),
        { by, direction: index % 4 < 2 ? 'descending' : 'ascending' },
        { first: 50 },
        momentOf(index),
      )
      if (page.items.length === 0) throw new Error('the bench asks for nothing')
      took.get(name)!.push(cpuMsSince(before))
    }
  }
  return took
}

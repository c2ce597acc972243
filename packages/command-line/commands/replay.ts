import { setTimeout as sleep } from 'node:timers/promises'
import { Command } from 'commander'
import { z } from 'zod'
import { AnswerError, type Asking, ask, dataOf, untilAborted } from '../joint-api.ts'
import { count } from '../option-values.ts'
import type { Output } from '../output.ts'
import type { ProgramContext } from '../program-context.ts'
import { type AsOfOptions, asOfOf, withAsOf } from './as-of-options.ts'
import { csvOption } from './csv-option.ts'
import { ENTRY, entryPrinter, entrySchema } from './entry-printer.ts'
import { type LearnedOptions, learnedOf, withLearned } from './learned-options.ts'

/** `concord replay`. */
export const replayCommand = ({ asking, output }: ProgramContext): Command =>
  withAsOf(
    withLearned(
      new Command('replay')
        .argument('<incident>', 'its id, such as INC-ESC')
        .description('print the timeline of an incident')
        .option(
          '--speed <factor>',
          'how many seconds of the story pass in one second; by default all is printed at once',
          count(1, 1_000_000),
        )
        .addOption(csvOption()),
    ),
  ).action((incident: string, options: Omit<ReplayOptions, 'incident'>) =>
    replay(asking(), { ...options, incident }, output()),
  )

/** Which timeline, what of it, as of when, and how fast. */
interface ReplayOptions extends AsOfOptions, LearnedOptions {
  readonly incident: string
  /** How many seconds of the story pass in one second; left out, everything is printed at once. */
  readonly speed?: number | undefined
  readonly csv?: boolean
}

/** How long a replay waits at most between two entries, in milliseconds. */
const LONGEST_PAUSE_MS = 5_000

/** Prints the timeline of one incident, as of two moments, at the pace asked for. */
const replay = async (asking: Asking, options: ReplayOptions, output: Output): Promise<void> => {
  const { fit, print } = entryPrinter(output, options)
  let before: number | undefined
  for await (const page of timelinePages(asking, options)) {
    fit(page)
    for (const entry of page) {
      const at = Date.parse(entry.event.occurredAt)
      if (options.speed !== undefined && before !== undefined) {
        const pauseMs = Math.min(LONGEST_PAUSE_MS, Math.max(0, (at - before) / options.speed))
        await sleep(pauseMs, undefined, untilAborted(asking))
      }
      before = at
      print(entry)
    }
  }
}

const timelineSchema = z.object({
  incident: z
    .object({
      timeline: z.object({
        nodes: z.array(z.object({ inForce: z.boolean(), event: entrySchema })),
        pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
      }),
    })
    .nullable(),
})

async function* timelinePages(asking: Asking, options: ReplayOptions) {
  const document = `query ($id: ID!, $after: String, $learnedAfter: Known, $learnedUntil: Known, $asOf: AsOf) { incident(id: $id, asOf: $asOf) {
    timeline(first: 100, after: $after, superseded: true, learnedAfter: $learnedAfter, learnedUntil: $learnedUntil) { nodes { inForce event { ${ENTRY} } } pageInfo { hasNextPage endCursor } } } }`
  let after: string | null = null
  for (;;) {
    const variables = { id: options.incident, after, ...learnedOf(options), asOf: asOfOf(options) }
    const { incident } = timelineSchema.parse(dataOf(await ask(asking, document, variables)))
    if (!incident) throw new AnswerError(`${asking.as} knows nothing of ${options.incident} at that moment.`)
    yield incident.timeline.nodes
    if (!incident.timeline.pageInfo.hasNextPage) return
    after = incident.timeline.pageInfo.endCursor
  }
}

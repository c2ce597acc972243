import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { AnswerError, type Asking, ask, dataOf, describeErrors, subscribe } from '../joint-api.ts'
import type { Output } from '../output.ts'
import { ENTRY, entryPrinter, entrySchema } from './entry-printer.ts'
import { type AsOfOptions, asOfOf } from './incidents.ts'
import { type LearnedOptions, learnedOf } from './learned.ts'

/** From where on, and about what. */
export interface FollowOptions {
  readonly after?: string | undefined
  readonly incident?: string | undefined
  readonly csv?: boolean
}

/** Prints what is recorded, as it is recorded. Interrupted connections are resumed after the last position seen. */
export const follow = async (asking: Asking, options: FollowOptions, output: Output): Promise<void> => {
  const { fit, print } = entryPrinter(output, options)
  const document = `subscription ($after: Position, $incident: ID) { changes(after: $after, incident: $incident) { position event { ${ENTRY} } } }`
  const changeSchema = z.object({ changes: z.object({ position: z.string(), event: entrySchema.nullish() }) })
  let after = options.after
  for (let failures = 0; !asking.signal?.aborted; ) {
    try {
      for await (const { response } of subscribe(asking, document, {
        after: after ?? null,
        incident: options.incident ?? null,
      })) {
        if (response.errors?.length) throw new AnswerError(describeErrors(response))
        const { changes } = changeSchema.parse(response.data)
        after = changes.position
        failures = 0
        if (!changes.event) continue
        const entry = { event: changes.event, inForce: true }
        fit([entry])
        print(entry)
      }
    } catch (error) {
      if (asking.signal?.aborted) return
      if (!(error instanceof AnswerError) || ++failures > RETRIES) throw error
      output.err(`${error.message}; trying again`)
    }
    await sleep(Math.min(10_000, 500 * 2 ** failures))
  }
}

/** How often in a row a broken connection is tried again before it is given up. */
const RETRIES = 8

/** Which timeline, what of it, as of when, and how fast. */
export interface ReplayOptions extends AsOfOptions, LearnedOptions {
  readonly incident: string
  /** How many seconds of the story pass in one second; left out, everything is printed at once. */
  readonly speed?: number | undefined
  readonly csv?: boolean
}

/** How long a replay waits at most between two entries, in milliseconds. */
const LONGEST_PAUSE_MS = 5_000

/** Prints the timeline of one incident, as of two moments, at the pace asked for. */
export const replay = async (asking: Asking, options: ReplayOptions, output: Output): Promise<void> => {
  const { fit, print } = entryPrinter(output, options)
  let before: number | undefined
  for await (const page of timelinePages(asking, options)) {
    fit(page)
    for (const entry of page) {
      const at = Date.parse(entry.event.occurredAt)
      if (options.speed !== undefined && before !== undefined) {
        await sleep(Math.min(LONGEST_PAUSE_MS, Math.max(0, (at - before) / options.speed)), undefined, {
          ...(asking.signal ? { signal: asking.signal } : {}),
        })
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
    if (!incident)
      throw new AnswerError(`Nothing is known of ${options.incident} to ${asking.as} at that moment.`)
    yield incident.timeline.nodes
    if (!incident.timeline.pageInfo.hasNextPage) return
    after = incident.timeline.pageInfo.endCursor
  }
}

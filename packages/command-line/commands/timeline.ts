import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { AnswerError, type Asking, ask, dataOf, describeErrors, subscribe } from '../joint-api.ts'
import type { Output } from '../output.ts'
import { type AsOfOptions, asOfOf } from './incidents.ts'

const entrySchema = z.object({
  position: z.string(),
  reference: z.string().nullable(),
  type: z.string(),
  agency: z.string(),
  incidentId: z.string().nullable(),
  summary: z.string().nullable(),
  occurredAt: z.string(),
  knownAt: z.string(),
  mode: z.string(),
})

type Entry = z.infer<typeof entrySchema>

const ENTRY = 'position reference type agency incidentId summary occurredAt knownAt mode'

/** From where on, and about what. */
export interface FollowOptions {
  readonly after?: string | undefined
  readonly incident?: string | undefined
}

/** Prints what is recorded, as it is recorded. Interrupted connections are resumed after the last position seen. */
export const follow = async (asking: Asking, options: FollowOptions, output: Output): Promise<void> => {
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
        if (changes.event) print(changes.event, output)
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

/** Which timeline, as of when, and how fast. */
export interface ReplayOptions extends AsOfOptions {
  readonly incident: string
  /** How many seconds of the story pass in one second; left out, everything is printed at once. */
  readonly speed?: number | undefined
}

/** How long a replay waits at most between two entries, in milliseconds. */
const LONGEST_PAUSE_MS = 5_000

/** Prints the timeline of one incident, as of two moments, at the pace asked for. */
export const replay = async (asking: Asking, options: ReplayOptions, output: Output): Promise<void> => {
  let before: number | undefined
  for await (const { event, inForce } of timeline(asking, options)) {
    const at = Date.parse(event.occurredAt)
    if (options.speed !== undefined && before !== undefined) {
      await sleep(Math.min(LONGEST_PAUSE_MS, Math.max(0, (at - before) / options.speed)), undefined, {
        ...(asking.signal ? { signal: asking.signal } : {}),
      })
    }
    before = at
    print(event, output, inForce)
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

async function* timeline(asking: Asking, options: ReplayOptions) {
  const document = `query ($id: ID!, $after: String, $asOf: AsOf) { incident(id: $id, asOf: $asOf) {
    timeline(first: 100, after: $after, superseded: true) { nodes { inForce event { ${ENTRY} } } pageInfo { hasNextPage endCursor } } } }`
  let after: string | null = null
  for (;;) {
    const variables = { id: options.incident, after, asOf: asOfOf(options) }
    const { incident } = timelineSchema.parse(dataOf(await ask(asking, document, variables)))
    if (!incident)
      throw new AnswerError(`Nothing is known of ${options.incident} to ${asking.as} at that moment.`)
    yield* incident.timeline.nodes
    if (!incident.timeline.pageInfo.hasNextPage) return
    after = incident.timeline.pageInfo.endCursor
  }
}

const print = (entry: Entry, output: Output, inForce = true): void => {
  output.out(output.json ? JSON.stringify({ ...entry, inForce }) : describe(entry, inForce))
}

const describe = (entry: Entry, inForce: boolean): string => {
  const late = Date.parse(entry.knownAt) - Date.parse(entry.occurredAt)
  const notes = [
    late >= 60_000 ? `known ${describeDuration(late)} later` : '',
    entry.mode === 'OPERATIONAL' || entry.mode === 'operational' ? '' : entry.mode.toUpperCase(),
    inForce ? '' : 'superseded',
  ].filter((note) => note !== '')
  const what = entry.summary ?? entry.type
  const name = entry.reference ?? `#${entry.position}`
  return `${entry.occurredAt}  ${entry.agency.padEnd(12)} ${name.padEnd(10)} ${what}${notes.length > 0 ? `  [${notes.join('; ')}]` : ''}`
}

const describeDuration = (ms: number): string => {
  const minutes = Math.round(ms / 60_000)
  const [hours, days] = [Math.floor(minutes / 60), Math.floor(minutes / 1440)]
  if (hours === 0) return `${minutes} min`
  return days < 3 ? `${hours} h ${minutes % 60} min` : `${days} d ${hours % 24} h`
}

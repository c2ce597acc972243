import { Command } from 'commander'
import { z } from 'zod'
import { type Asking, ask, dataOf } from '../joint-api.ts'
import { count } from '../option-values.ts'
import type { Output } from '../output.ts'
import type { ProgramContext } from '../program-context.ts'
import { printRows } from '../rows.ts'
import { type AsOfOptions, asOfOf, withAsOf } from './as-of-options.ts'
import { ENTRY, entrySchema } from './entry-printer.ts'
import { tellFooting } from './footing.ts'

/** `concord search`. */
export const searchCommand = ({ asking, output }: ProgramContext): Command =>
  withAsOf(
    new Command('search')
      .argument('<words...>', 'the words, all of which must occur: search horses missing')
      .description('find incidents and events by their words')
      .option(
        '--first <count>',
        'how many incidents and how many events at most, 1 to 100',
        count(1, 100),
        20,
      ),
  ).action((words: readonly string[], options: SearchOptions) =>
    search(asking(), words.join(' '), options, output()),
  )

interface SearchOptions extends AsOfOptions {
  readonly first: number
}

/** Null where more hold the words than are gone through. */
const totalCount = z.number().nullable()

const foundSchema = z.object({
  search: z.object({
    incidents: z.object({
      totalCount,
      nodes: z.array(
        z.object({
          id: z.string(),
          kind: z.string().nullable(),
          status: z.string(),
          openedAt: z.string(),
          title: z.string().nullable(),
        }),
      ),
    }),
    events: z.object({
      totalCount,
      nodes: z.array(entrySchema.extend({ supersededBy: z.object({ id: z.string() }).nullable() })),
    }),
  }),
})

const SEARCH = /* GraphQL */ `
  query ($text: String!, $first: Int, $asOf: AsOf) {
    search(text: $text, first: $first, asOf: $asOf) {
      incidents { totalCount nodes { id kind status openedAt title } }
      events { totalCount nodes { ${ENTRY} supersededBy { id } } }
    }
  }
`

/** Prints the incidents and the events that hold all of the words, now or as of two moments. */
export const search = async (
  asking: Asking,
  text: string,
  options: SearchOptions,
  output: Output,
): Promise<void> => {
  const response = await ask(asking, SEARCH, { text, first: options.first, asOf: asOfOf(options) })
  const { incidents, events } = foundSchema.parse(dataOf(response)).search
  if (output.json) return output.out(JSON.stringify({ incidents, events }))
  const told = (name: string, { nodes, totalCount }: { nodes: unknown[]; totalCount: number | null }) =>
    output.out(`${name}: ${nodes.length} of ${totalCount ?? 'more than are counted'}`)
  told('incidents', incidents)
  const found = incidents.nodes.map((one) => [
    one.id,
    one.kind,
    one.status.toLowerCase(),
    one.openedAt,
    one.title,
  ])
  if (found.length > 0)
    printRows(
      output,
      { head: ['id', 'kind', 'status', 'opened', 'title'], rows: found, least: { title: 10 } },
      false,
    )
  told('\nevents', events)
  const said = events.nodes.map((event) => [
    event.occurredAt,
    event.agency,
    event.incidentId,
    event.reference ?? `#${event.position}`,
    `${event.summary ?? event.type}${event.supersededBy ? '  [superseded]' : ''}`,
  ])
  if (said.length > 0)
    printRows(
      output,
      { head: ['occurred', 'agency', 'incident', 'record', 'says'], rows: said, least: { says: 10 } },
      false,
    )
  tellFooting(output, response)
}

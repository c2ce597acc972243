import { Command } from 'commander'
import { z } from 'zod'
import { type Asking, ask, dataOf, type JointResponse } from '../joint-api.ts'
import { count, oneOf } from '../option-values.ts'
import type { Output } from '../output.ts'
import type { ProgramContext } from '../program-context.ts'
import { printRows, wantsCsv } from '../rows.ts'
import { type AsOfOptions, asOfOf, withAsOf } from './as-of-options.ts'
import { csvOption } from './csv-option.ts'
import { tellFooting } from './footing.ts'

const statuses = ['reported', 'acknowledged', 'active', 'contained', 'resolved', 'closed', 'merged'] as const

/** `concord incidents`. */
export const incidentsCommand = ({ asking, output }: ProgramContext): Command =>
  withAsOf(
    new Command('incidents')
      .description('list incidents, operations and exercises, the last changed first')
      .option('--status <status...>', `one or more of ${statuses.join(', ')}`, oneOf(statuses))
      .option('--kind <kind...>', 'such as wildfire')
      .option('--agency <agency...>', 'only incidents in which one of these agencies takes part')
      .option('--text <words>', 'only incidents whose name, kind, title or summaries hold these words')
      .option('--first <count>', 'how many at most, 1 to 10000', count(1, 10_000), 20)
      .addOption(csvOption()),
  ).action((options: IncidentListOptions) => listIncidents(asking(), options, output()))

/** Which incidents; all conditions hold together. */
interface IncidentListOptions extends AsOfOptions {
  readonly status?: readonly string[] | undefined
  readonly kind?: readonly string[] | undefined
  readonly agency?: readonly string[] | undefined
  readonly text?: string | undefined
  readonly first: number
  readonly csv?: boolean
}

const nodeSchema = z.object({
  id: z.string(),
  form: z.string(),
  kind: z.string().nullable(),
  status: z.string(),
  severity: z.string(),
  lead: z.string().nullable(),
  agencies: z.array(z.string()),
  openedAt: z.string(),
  title: z.string().nullable(),
})

const listSchema = z.object({
  incidents: z.object({
    /** Null where more hold the words sought than are gone through. */
    totalCount: z.number().nullable(),
    nodes: z.array(nodeSchema),
    pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
  }),
})

const LIST = /* GraphQL */ `
  query ($filter: IncidentFilter, $first: Int, $after: String, $asOf: AsOf) {
    incidents(filter: $filter, first: $first, after: $after, asOf: $asOf) {
      totalCount
      nodes { id form kind status severity lead agencies openedAt title }
      pageInfo { hasNextPage endCursor }
    }
  }
`

/** The longest page that the API gives. */
const LONGEST_PAGE = 100

/**
 * What a narrow window shows of a column: of the moment the day; form, severity, lead and title only where there is room
 * for them.
 */
const LEAST = { form: 0, kind: 10, severity: 0, lead: 0, agencies: 10, opened: 11, title: 0 }

/** Lists incidents, the last changed first, now or as of two moments. */
export const listIncidents = async (
  asking: Asking,
  options: IncidentListOptions,
  output: Output,
): Promise<void> => {
  const csv = wantsCsv(output, options)
  const { totalCount, nodes, last } = await incidentsOf(asking, options)
  if (output.json) return output.out(JSON.stringify({ totalCount, nodes }))
  const rows = nodes.map((one) => [
    one.id,
    one.form.toLowerCase(),
    one.kind,
    one.status.toLowerCase(),
    one.severity.toLowerCase(),
    one.lead,
    one.agencies.join(' '),
    one.openedAt,
    one.title,
  ])
  const head = ['id', 'form', 'kind', 'status', 'severity', 'lead', 'agencies', 'opened', 'title']
  printRows(output, { head, rows, least: LEAST }, csv)
  output.err(`${nodes.length} of ${totalCount ?? 'more than are counted'}`)
  tellFooting(output, last)
}

/** As many incidents as are asked for, page by page; all pages stand on the position of the first one. */
const incidentsOf = async (asking: Asking, options: IncidentListOptions) => {
  const { status, kind, agency, text, first } = options
  const filter = {
    ...(status ? { statuses: status.map((one) => one.toUpperCase()) } : {}),
    ...(kind ? { kinds: kind } : {}),
    ...(agency ? { agencies: agency } : {}),
    ...(text ? { text } : {}),
  }
  const nodes: z.infer<typeof nodeSchema>[] = []
  let asOf: AsOfOptions | null = asOfOf(options)
  let after: string | null = null
  for (;;) {
    const size = Math.min(LONGEST_PAGE, first - nodes.length)
    const response: JointResponse = await ask(asking, LIST, { filter, first: size, after, asOf })
    const { incidents } = listSchema.parse(dataOf(response))
    const position = response.extensions?.concord?.position
    nodes.push(...incidents.nodes)
    if (!incidents.pageInfo.hasNextPage || nodes.length >= first)
      return { totalCount: incidents.totalCount, nodes, last: response }
    after = incidents.pageInfo.endCursor
    if (asOf?.known === undefined && position) asOf = { ...asOf, known: { position } }
  }
}

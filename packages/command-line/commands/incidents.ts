import { z } from 'zod'
import { type Asking, ask, dataOf } from '../joint-api.ts'
import type { Known } from '../option-values.ts'
import type { Output } from '../output.ts'
import { table } from '../table.ts'

/** As what was known when, and as it was when. */
export interface AsOfOptions {
  readonly known?: Known | undefined
  readonly valid?: string | undefined
}

/** Which incidents; all conditions hold together. */
export interface IncidentListOptions extends AsOfOptions {
  readonly status?: readonly string[] | undefined
  readonly kind?: readonly string[] | undefined
  readonly agency?: readonly string[] | undefined
  readonly text?: string | undefined
  readonly first: number
}

const listSchema = z.object({
  incidents: z.object({
    /** Null where more hold the words sought than are gone through. */
    totalCount: z.number().nullable(),
    nodes: z.array(
      z.object({
        id: z.string(),
        form: z.string(),
        kind: z.string().nullable(),
        status: z.string(),
        severity: z.string(),
        lead: z.string().nullable(),
        agencies: z.array(z.string()),
        openedAt: z.string(),
        title: z.string().nullable(),
      }),
    ),
  }),
})

const LIST = /* GraphQL */ `
  query ($filter: IncidentFilter, $first: Int, $asOf: AsOf) {
    incidents(filter: $filter, first: $first, asOf: $asOf) {
      totalCount
      nodes { id form kind status severity lead agencies openedAt title }
    }
  }
`

/**
 * What a narrow window shows of a column: of the moment the day; form, severity and lead only where there is room for
 * them.
 */
const LEAST = { form: 0, kind: 10, severity: 0, lead: 0, agencies: 10, opened: 11 }

/** Lists incidents, the last changed first, now or as of two moments. */
export const listIncidents = async (
  asking: Asking,
  options: IncidentListOptions,
  output: Output,
): Promise<void> => {
  const { status, kind, agency, text, first } = options
  const filter = {
    ...(status ? { statuses: status.map((one) => one.toUpperCase()) } : {}),
    ...(kind ? { kinds: kind } : {}),
    ...(agency ? { agencies: agency } : {}),
    ...(text ? { text } : {}),
  }
  const response = await ask(asking, LIST, { filter, first, asOf: asOfOf(options) })
  const { incidents } = listSchema.parse(dataOf(response))
  if (output.json) return output.out(JSON.stringify(incidents))
  const rows = incidents.nodes.map((one) => [
    one.id,
    one.form.toLowerCase(),
    one.kind ?? '',
    one.status.toLowerCase(),
    one.severity.toLowerCase(),
    one.lead ?? '',
    one.agencies.join(' '),
    one.openedAt,
  ])
  for (const line of table(['id', 'form', 'kind', 'status', 'severity', 'lead', 'agencies', 'opened'], rows, {
    width: output.width,
    least: LEAST,
  })) {
    output.out(line)
  }
  output.err(`${incidents.nodes.length} of ${incidents.totalCount ?? 'more than are counted'}`)
  const imported = response.extensions?.concord?.imported ?? 0
  if (imported > 0)
    output.err(`resting on ${imported} imported records, known when their older system recorded them`)
}

/** The moments of a question; null where it is about now. */
export const asOfOf = ({ known, valid }: AsOfOptions) =>
  known === undefined && valid === undefined ? null : { known, valid }

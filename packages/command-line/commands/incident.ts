import { Command } from 'commander'
import { z } from 'zod'
import { AnswerError, type Asking, ask, dataOf } from '../joint-api.ts'
import type { Output } from '../output.ts'
import type { ProgramContext } from '../program-context.ts'
import { printRows } from '../rows.ts'
import { type AsOfOptions, asOfOf, withAsOf } from './as-of-options.ts'
import { tellFooting } from './footing.ts'
import { incidentSections } from './incident-sections.ts'

/** `concord incident`. */
export const incidentCommand = ({ asking, output }: ProgramContext): Command =>
  withAsOf(
    new Command('incident')
      .argument('<incident>', 'its id, such as INC-ESC')
      .description('print the state of an incident: who takes part, facts, people, tasks, decisions'),
  ).action((incident: string, options: AsOfOptions) => printIncident(asking(), incident, options, output()))

const headSchema = z.looseObject({
  id: z.string(),
  form: z.string(),
  kind: z.string().nullable(),
  title: z.string().nullable(),
  mode: z.string(),
  status: z.string(),
  statusSince: z.string(),
  severity: z.string(),
  lead: z.string().nullable(),
  agencies: z.array(z.string()),
  openedAt: z.string(),
  changedAt: z.string(),
  disposition: z.string().nullable(),
  mergedInto: z.string().nullable(),
  serves: z.array(z.string()),
  place: z
    .object({ name: z.string().nullable(), lat: z.number().nullable(), lon: z.number().nullable() })
    .nullable(),
})

type Head = z.infer<typeof headSchema>

const ONE = /* GraphQL */ `
  query ($id: ID!, $asOf: AsOf) {
    incident(id: $id, asOf: $asOf) {
      id form kind title mode status statusSince severity lead agencies openedAt changedAt
      disposition mergedInto serves place { name lat lon }
      ${incidentSections.map(({ name, asked }) => `${name} { ${asked} }`).join('\n      ')}
    }
  }
`

/**
 * Prints one incident now or as of two moments: its head, and a table for each part of which something is known. Throws
 * {@link AnswerError} when nothing is known of it to who asks.
 */
export const printIncident = async (
  asking: Asking,
  id: string,
  options: AsOfOptions,
  output: Output,
): Promise<void> => {
  const response = await ask(asking, ONE, { id, asOf: asOfOf(options) })
  const { incident } = z.object({ incident: headSchema.nullable() }).parse(dataOf(response))
  if (!incident) throw new AnswerError(`${asking.as} knows nothing of ${id} at that moment.`)
  if (output.json) return output.out(JSON.stringify(incident))
  for (const [name, said] of headOf(incident)) if (said) output.out(`${`${name}:`.padEnd(11)}${said}`)
  for (const { name, head, rowsOf } of incidentSections) {
    const rows = rowsOf(incident[name])
    if (rows.length === 0) continue
    output.out(`\n${name}`)
    printRows(output, { head, rows, least: roomFor(head) }, false)
  }
  const position = response.extensions?.concord?.position
  if (position) output.err(`\nanswered at position ${position}`)
  tellFooting(output, response)
}

/** The last column is the longest text: in a narrow window it gives way first, all others stay whole. */
const roomFor = (head: readonly string[]) => ({ [head.at(-1)!]: 10 })

const headOf = (one: Head): readonly (readonly [string, string | null | undefined])[] => [
  [one.form.toLowerCase(), [one.id, one.kind, one.title].filter(Boolean).join(', ')],
  ['status', `${one.status.toLowerCase()} since ${one.statusSince}`],
  ['ended', one.disposition],
  ['merged', one.mergedInto && `into ${one.mergedInto}`],
  ['serves', one.serves.join(' ')],
  ['mode', one.mode === 'OPERATIONAL' ? null : one.mode.toLowerCase()],
  ['severity', one.severity.toLowerCase()],
  ['lead', one.lead],
  ['agencies', one.agencies.join(' ')],
  ['opened', `${one.openedAt}, last changed ${one.changedAt}`],
  ['place', one.place && placeOf(one.place)],
]

const placeOf = ({ name, lat, lon }: NonNullable<Head['place']>): string =>
  [name, lat === null || lon === null ? null : `${lat} ${lon}`].filter(Boolean).join(', ')

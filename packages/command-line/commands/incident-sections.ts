import { z } from 'zod'
import type { Cell } from '../rows.ts'

/** A part of what holds of an incident: what is asked of the API, and the rows it is printed as. */
export interface IncidentSection {
  /** The field of the API's `Incident`, and the heading. */
  readonly name: string
  /** What is asked of each item, in GraphQL. */
  readonly asked: string
  readonly head: readonly string[]
  /** The rows of what the API answered; throws where that is not what was asked. */
  readonly rowsOf: (answered: unknown) => readonly (readonly Cell[])[]
}

const section = <Item extends z.ZodType>(
  name: string,
  asked: string,
  item: Item,
  head: readonly string[],
  rowsOf: (item: z.infer<Item>) => readonly (readonly Cell[])[],
): IncidentSection => ({
  name,
  asked,
  head,
  rowsOf: (answered) => z.array(item).parse(answered).flatMap(rowsOf),
})

const value = z.union([z.string(), z.number(), z.boolean(), z.null()])
const text = z.string().nullable()
const number = z.number().nullable()

/** In the order in which somebody who comes in asks: who is on it, what holds, who does what, what was decided. */
export const incidentSections: readonly IncidentSection[] = [
  section(
    'participants',
    'agency state since',
    z.object({ agency: z.string(), state: z.string(), since: z.string() }),
    ['agency', 'state', 'since'],
    (one) => [[one.agency, one.state.toLowerCase(), one.since]],
  ),
  section(
    'facts',
    'about name contradicted statements { agency value unit overruled since }',
    z.object({
      about: z.string(),
      name: z.string(),
      contradicted: z.boolean(),
      statements: z.array(
        z.object({ agency: z.string(), value, unit: text, overruled: z.boolean(), since: z.string() }),
      ),
    }),
    ['about', 'what', 'value', 'unit', 'says', 'since', 'standing'],
    (one) =>
      one.statements.map((said) => [
        one.about,
        one.name,
        said.value,
        said.unit,
        said.agency,
        said.since,
        said.overruled ? 'overruled' : one.contradicted ? 'contradicted' : null,
      ]),
  ),
  section(
    'conflicts',
    `settled since
      ... on DoubleCommitment { agency unit personnel commitments { use } }
      ... on ContradictingFact { fact { about name statements { agency value } } }`,
    z.object({
      settled: z.boolean(),
      since: z.string(),
      agency: z.string().optional(),
      unit: text.optional(),
      personnel: number.optional(),
      commitments: z.array(z.object({ use: z.string() })).optional(),
      fact: z
        .object({
          about: z.string(),
          name: z.string(),
          statements: z.array(z.object({ agency: z.string(), value })),
        })
        .optional(),
    }),
    ['since', 'state', 'conflict'],
    ({ since, settled, fact, agency, unit, personnel, commitments = [] }) => [
      [
        since,
        settled ? 'settled' : 'open',
        fact
          ? `${fact.about} ${fact.name}: ${fact.statements.map((said) => `${said.agency} ${said.value}`).join(', ')}`
          : `${agency} ${unit ?? `${personnel} people`} for ${commitments.map(({ use }) => use).join(' and ')}`,
      ],
    ],
  ),
  section(
    'persons',
    'subject status since source { agency }',
    z.object({
      subject: z.string(),
      status: z.string(),
      since: z.string(),
      source: z.object({ agency: z.string() }),
    }),
    ['person', 'status', 'says', 'since'],
    (one) => [[one.subject, wordsOf(one.status), one.source.agency, one.since]],
  ),
  section(
    'tasks',
    'task title agency state deadline since',
    z.object({
      task: z.string(),
      title: text,
      agency: text,
      state: z.string(),
      deadline: text,
      since: z.string(),
    }),
    ['task', 'agency', 'state', 'since', 'deadline', 'title'],
    (one) => [[one.task, one.agency, one.state.toLowerCase(), one.since, one.deadline, one.title]],
  ),
  section(
    'requests',
    'request of by what personnel personnelBound quantity quantityBound state since',
    z.object({
      request: z.string(),
      of: text,
      by: z.string(),
      what: text,
      personnel: number,
      personnelBound: z.number(),
      quantity: number,
      quantityBound: z.number(),
      state: z.string(),
      since: z.string(),
    }),
    ['request', 'by', 'of', 'state', 'since', 'people', 'quantity', 'what'],
    (one) => [
      [
        ...[one.request, one.by, one.of, one.state.toLowerCase(), one.since],
        ...[boundOf(one.personnelBound, one.personnel), boundOf(one.quantityBound, one.quantity), one.what],
      ],
    ],
  ),
  section(
    'commitments',
    'agency unit use personnel since',
    z.object({ agency: z.string(), unit: text, use: z.string(), personnel: number, since: z.string() }),
    ['agency', 'unit', 'people', 'for', 'since'],
    (one) => [[one.agency, one.unit, one.personnel, one.use, one.since]],
  ),
  section(
    'units',
    'agency unit unitKind status since',
    z.object({
      agency: z.string(),
      unit: z.string(),
      unitKind: text,
      status: z.string(),
      since: z.string(),
    }),
    ['agency', 'unit', 'kind', 'status', 'since'],
    (one) => [[one.agency, one.unit, one.unitKind, wordsOf(one.status), one.since]],
  ),
  section(
    'measures',
    'measure kind state areas until since',
    z.object({
      measure: z.string(),
      kind: z.string(),
      state: z.string(),
      areas: z.array(z.string()),
      until: text,
      since: z.string(),
    }),
    ['measure', 'kind', 'state', 'since', 'until', 'areas'],
    (one) => [[one.measure, one.kind, one.state.toLowerCase(), one.since, one.until, one.areas.join(' ')]],
  ),
  section(
    'checkpoints',
    'checkpoint status exceptions since',
    z.object({
      checkpoint: z.string(),
      status: z.string(),
      exceptions: z.array(z.string()),
      since: z.string(),
    }),
    ['checkpoint', 'status', 'since', 'exceptions'],
    (one) => [[one.checkpoint, wordsOf(one.status), one.since, one.exceptions.join('; ')]],
  ),
  section(
    'alerts',
    'identifier state headline since',
    z.object({ identifier: z.string(), state: z.string(), headline: text, since: z.string() }),
    ['alert', 'state', 'since', 'headline'],
    (one) => [[one.identifier, one.state.toLowerCase(), one.since, one.headline]],
  ),
  section(
    'links',
    'a b relation from until reason',
    z.object({
      a: z.string(),
      b: z.string(),
      relation: z.string(),
      from: z.string(),
      until: text,
      reason: text,
    }),
    ['one', 'other', 'relation', 'from', 'until', 'reason'],
    (one) => [[one.a, one.b, one.relation, one.from, one.until, one.reason]],
  ),
  section(
    'decisions',
    'decision rationale since source { agency }',
    z.object({
      decision: z.string(),
      rationale: text,
      since: z.string(),
      source: z.object({ agency: z.string() }),
    }),
    ['by', 'since', 'decision', 'rationale'],
    (one) => [[one.source.agency, one.since, one.decision, one.rationale]],
  ),
]

/** Such as `6 of 14`: how much of what is wanted is bound; null where neither is. */
const boundOf = (bound: number, wanted: number | null): string | null =>
  wanted === null ? (bound > 0 ? `${bound}` : null) : `${bound} of ${wanted}`

/** A word of the API's enums for people, such as `on scene` of `ON_SCENE`. */
const wordsOf = (name: string): string => name.toLowerCase().replaceAll('_', ' ')

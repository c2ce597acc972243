import { agencyNameSchema, defineEvent, type EventOf, inTheClear } from '@concord/kernel'
import { z } from 'zod'
import { defineVocabulary } from '../agency-definition.ts'
import type { Change, DecidedFact, DecisionChange } from '../changes/change.ts'
import { incidentOfStream } from '../changes/filing.ts'
import { incidentTopic, unitTopic } from '../changes/topic.ts'
import { incidentOfUse } from '../conflicts/allocation.ts'
import { basisSchema, details, incidentIdSchema, nameSchema, textSchema } from '../details/details.ts'

export const DecisionRecorded = defineEvent({
  type: 'DecisionRecorded',
  schemaVersion: 1,
  command: 'RecordDecision',
  description:
    'Something was decided, and on what it rests. Settles a fact stated differently, by the joint centre or the agency that leads; and a unit committed twice, by the joint centre or the agency of the unit.',
  data: details({
    decision: textSchema.optional().meta({ description: 'What was decided.' }),
    rationale: textSchema.optional().meta({ description: 'Why.' }),
    basis: basisSchema.default([]),
    unit: nameSchema.optional().meta({ description: 'The unit that was committed twice.' }),
    agency: agencyNameSchema.optional().meta({ description: 'The agency of the unit.' }),
    allocations: z
      .array(
        details({
          use: nameSchema.meta({
            description:
              'A task or request. One of another incident with that before it, such as INC-7/R1; left out, it is one of this incident, or else the only one called so to which they are bound.',
          }),
          personnel: z.int().min(0),
        }),
      )
      .max(50)
      .optional()
      .meta({
        description:
          'How many people of the unit stay where; they are bound to nothing else from then on. A use may also stand as a field of its own.',
      }),
    fact: details({
      incident: incidentIdSchema
        .optional()
        .meta({ description: 'The incident it is a fact of, where the decision is taken elsewhere.' }),
      about: nameSchema
        .optional()
        .meta({ description: 'What it is a fact about; left out, whatever is called so.' }),
      name: nameSchema.meta({ description: 'What it is called.' }),
      value: z.union([textSchema, z.number(), z.boolean(), z.array(nameSchema).max(100)]),
      unit: nameSchema
        .optional()
        .meta({ description: 'The unit of a number; left out, that in which it is stated.' }),
    })
      .optional()
      .meta({
        description:
          'The fact that counts from now on. Numbers may also stand as fields of their own, such as `dead` and `injured`, where the decision is about no unit.',
      }),
  }),
})

type Decided = EventOf<typeof DecisionRecorded>

/** What a decision of the joint centre changes: it settles what it names, whoever is in dispute. */
export const decidedJointly = (event: Decided): readonly Change[] => {
  const { unit, agency } = event.data
  return decided(event, unit === undefined ? {} : { unit: { agency, unit } })
}

/**
 * What an agency decides by itself: who of its own people stay where, and the facts of an incident that it leads. Another
 * agency's people, or a fact of an incident that it does not lead, it settles by no decision: it says what it holds.
 */
const decidedByAgency = (event: Decided): readonly Change[] => {
  const { unit, agency } = event.data
  const own = event.envelope.agency
  const isOwn = unit !== undefined && (agency ?? own) === own
  return decided(event, { unless: 'not-leading', ...(isOwn ? { unit: { agency: own, unit } } : {}) })
}

/** Decisions of an agency, in its own stream. */
export const decisions = defineVocabulary([DecisionRecorded], { DecisionRecorded: decidedByAgency })

const decided = (
  { data, envelope, stream }: Decided,
  settling: Pick<DecisionChange, 'unit' | 'unless'>,
): readonly Change[] => {
  const facts = factsOf(data)
  const decision: DecisionChange = {
    change: 'decision',
    decision: data.decision ?? inTheClear(envelope.summary) ?? envelope.reference ?? 'Decision',
    rationale: data.rationale,
    basis: data.basis,
    allocations: allocationsOf(data),
    ...settling,
  }
  // A fact is settled where it is one, and nowhere else: what is called the same here is another fact.
  const home = incidentOfStream(stream)
  const settledIn = incidentOfFacts(data) ?? home
  const { agency, unit } = settling.unit ?? {}
  const elsewhere = new Set([
    ...(facts.length === 0 ? [] : [settledIn]),
    ...(settling.unit && decision.allocations
      ? decision.allocations.flatMap(({ use }) => incidentIn(use))
      : []),
  ])
  return [
    settledIn === home ? { ...decision, facts } : decision,
    ...[...elsewhere]
      .filter((incident) => incident !== home)
      .map((incident) => ({
        ...decision,
        ...(incident === settledIn ? { facts } : {}),
        topic: incidentTopic(incident),
      })),
    ...(unit !== undefined && agency !== undefined ? [{ ...decision, topic: unitTopic(agency, unit) }] : []),
  ]
}

/** The incident that the name of a use tells, where it tells one. */
const incidentIn = (use: string): readonly string[] => {
  const incident = incidentIdSchema.safeParse(incidentOfUse(use))
  return incident.success ? [incident.data] : []
}

/**
 * Who stays where. Besides `allocations`, a decision about a unit may say it in the short form that duty desks write:
 * `{ "unit": "B-14", "t2": 8, "r1": 6 }`, a number under the name of a task or request. Such a name is given on as it
 * stands; whoever compares it to a task compares without regard to case.
 */
const allocationsOf = ({ unit, allocations, ...rest }: Decided['data']): DecisionChange['allocations'] => {
  if (allocations !== undefined || unit === undefined) return allocations
  return Object.entries(rest).flatMap(([use, personnel]) =>
    typeof personnel === 'number' ? [{ use, personnel }] : [],
  )
}

/**
 * What counts from now on. Besides `fact`, a decision that is about no unit may say it in the short form in which agencies
 * state numbers: `{ "dead": 1, "injured": 2 }`, of one thing where it says `about`.
 */
const factsOf = ({ unit, fact, ...rest }: Decided['data']): readonly DecidedFact[] => {
  if (fact !== undefined) return [fact]
  if (unit !== undefined) return []
  const about = nameSchema.safeParse(rest.about).data
  return Object.entries(rest).flatMap(([name, value]) =>
    typeof value === 'number' ? [{ about, name, value }] : [],
  )
}

const incidentOfFacts = ({ fact, ...rest }: Decided['data']): string | undefined =>
  fact ? fact.incident : incidentIdSchema.safeParse(rest.incident).data

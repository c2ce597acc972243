import { z } from 'zod'

/** The name of an agency in the roster or of a registered foreign partner. No dash: it is a stream's category. */
export const agencyNameSchema = z
  .string()
  .regex(/^[a-z][a-z0-9]{1,31}$/, 'an agency is named by 2 to 32 lower-case letters and digits')
  .meta({ description: 'An agency of the roster, or a registered partner.' })

/** Traffic Light Protocol 2.0 (FIRST, 2022), from the narrowest to the widest. */
export const tlpSchema = z
  .enum(['RED', 'AMBER+STRICT', 'AMBER', 'GREEN', 'CLEAR'])
  .meta({ description: 'Traffic Light Protocol 2.0.' })

/** A grade is kept with the scale it was given on and is never converted silently. */
export const gradingSchema = z
  .strictObject({
    scale: z.enum(['3x5x2', '4x4', 'admiralty']).meta({ description: 'The scale of the grade.' }),
    grade: z
      .string()
      .min(1)
      .max(16)
      .meta({ description: 'The grade in that scale, such as 2-B-C, A1 or B2.' }),
  })
  .meta({ description: 'How far the source and its information can be relied on, on a named scale.' })

/**
 * The originator's rule on one event. `releaseTo` names who may see it besides the owner. Left out, the TLP decides:
 * GREEN and CLEAR are for every agency, everything narrower is for the owner alone.
 */
export const markingSchema = z
  .strictObject({
    tlp: tlpSchema,
    releaseTo: z
      .array(agencyNameSchema)
      .max(64)
      .optional()
      .meta({ description: 'Who may see the event besides its owner.' }),
    conditions: z
      .string()
      .min(1)
      .max(1000)
      .optional()
      .meta({ description: 'What a reader must observe, in the words of the originator.' }),
    courtUse: z
      .enum(['permitted', 'with-permission', 'refused'])
      .optional()
      .meta({ description: 'Whether the event may be used in court.' }),
    grading: gradingSchema.optional(),
  })
  .meta({ description: "The originator's rule on who may see the event and under what conditions." })

/** The originator's rule on one event, as it came with the event; releases granted later are events of their own. */
export type Marking = z.infer<typeof markingSchema>
/** The name of an agency, or of a registered partner: see {@link agencyNameSchema}. */
export type AgencyName = string

/**
 * The marking of what is said about several records at once, so that only those who see each of these records see it.
 * It has the narrowest of their colours, and names only the agencies that all of them name; a marking for every agency
 * counts as naming those of `roster`, as far as it is known. Takes one marking or more. Conditions, court use and
 * grading are left out, because they belong to single records.
 */
export const markingWithin = (markings: readonly Marking[], roster: readonly AgencyName[] = []): Marking => {
  const tlp = tlpSchema.options.find((colour) => markings.some((marking) => marking.tlp === colour))!
  if (markings.every(({ releaseTo }) => releaseTo === undefined)) return { tlp }
  const [first = [], ...others] = markings.map((marking) => namedBy(marking, roster))
  return { tlp, releaseTo: first.filter((agency) => others.every((names) => names.includes(agency))) }
}

/**
 * The marking without some of its readers. A marking for every agency becomes one that names the others of `roster`.
 */
export const markingWithout = (
  marking: Marking,
  names: readonly AgencyName[],
  roster: readonly AgencyName[],
): Marking => ({ ...marking, releaseTo: namedBy(marking, roster).filter((name) => !names.includes(name)) })

const namedBy = ({ tlp, releaseTo }: Marking, roster: readonly AgencyName[]): readonly AgencyName[] =>
  releaseTo ?? (forEveryAgency.has(tlp) ? roster : [])

const forEveryAgency: ReadonlySet<Marking['tlp']> = new Set(['GREEN', 'CLEAR'])

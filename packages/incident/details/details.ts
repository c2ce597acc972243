import { instantSchema, personal } from '@concord/kernel'
import { z } from 'zod'
import { isJson } from './is-json.ts'

/**
 * What an event carries. Fields that nobody has agreed on are kept as they came and are not interpreted: an agency's
 * system knows more than the picture needs, and dropping it would lose evidence. Only the numbers of reports on how
 * something stands are stated as they are called, and areas are known by what a country calls them.
 */
export const details = <Shape extends z.ZodRawShape>(shape: Shape) => z.object(shape).catchall(unagreedSchema)

const unagreedSchema = z.unknown().refine((value) => isJson(value), 'is nothing that JSON can say')

/** The name under which an incident, operation or exercise is known to everybody. */
export const incidentIdSchema = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
    'an incident is named by up to 64 letters, digits, dots, dashes and underscores',
  )
  .meta({ description: 'The name of an incident, operation or exercise.' })

/** An event of the log: its id, or the reference its sender gave it in the same stream. */
export const eventReferenceSchema = z
  .string()
  .min(1)
  .max(128)
  .meta({ description: "An event's id, or the reference its sender gave it." })

/** A name, code or short word: 1 to 128 UTF-16 code units. */
export const nameSchema = z.string().min(1).max(128)
/** A text for people: 1 to 4,000 UTF-16 code units. */
export const textSchema = z.string().min(1).max(4000)
/** Degrees north on WGS 84, -90 to 90. */
export const latitudeSchema = z.number().min(-90).max(90).meta({ description: 'Degrees north, WGS 84.' })
/** Degrees east on WGS 84, -180 to 180. */
export const longitudeSchema = z.number().min(-180).max(180).meta({ description: 'Degrees east, WGS 84.' })
/** How many people are sent, asked for or bound: 1 to 100,000. */
export const personnelSchema = z.int().min(1).max(100_000).meta({ description: 'Number of people.' })

/** Of equipment and stores, by the piece or in whatever measure the report names. */
export const quantitySchema = z.number().positive().max(1_000_000_000)
/** Severity in the words of CAP 1.2 (OASIS), capital letters included. */
export const severitySchema = z
  .enum(['Extreme', 'Severe', 'Moderate', 'Minor', 'Unknown'])
  .meta({ description: 'Severity as CAP 1.2 has it.' })
/** Certainty in the words of CAP 1.2 (OASIS), capital letters included. */
export const certaintySchema = z
  .enum(['Observed', 'Likely', 'Possible', 'Unlikely', 'Unknown'])
  .meta({ description: 'Certainty as CAP 1.2 has it.' })
/** How many there are of something, or how much: fractions too, and none at all. */
export const countSchema = z.number().min(0).max(1_000_000_000)
/** The code of an administrative area, as its country gives it. */
export const areaSchema = nameSchema.meta({
  description: 'Code of an administrative area, such as a soum of Mongolia.',
})
/** The code under which a person is known in an incident. It stays in the clear for ever, so it must not be a name. */
export const subjectSchema = nameSchema.meta({ description: 'The code of a person, never the name.' })
/** Whom an event is about, by code: one person, several, or nobody where nobody knows who it was. */
export const whomDetails = {
  subject: subjectSchema.optional(),
  subjects: z.array(subjectSchema).max(1000).optional().meta({ description: 'Codes of the persons.' }),
} as const

/** Whom an event is about, as {@link whomDetails} has it. */
export interface Whom {
  readonly subject?: string | undefined
  readonly subjects?: readonly string[] | undefined
}

/** Everybody an event is about, each once. */
export const codesOf = ({ subject, subjects = [] }: Whom): readonly string[] => [
  ...new Set(subject === undefined ? subjects : [subject, ...subjects]),
]

/** Details that mean nothing without somebody they are about. */
export const aboutSomebody = <Details extends z.ZodObject>(schema: Details): Details =>
  schema
    .refine((data) => codesOf(data as Whom).length > 0, {
      path: ['subject'],
      message: 'names nobody: give subject, or subjects',
    })
    .meta({ examples: [{ subject: 'P-1' }] })

/** The events on which something rests, by id or reference; at most 100. */
export const basisSchema = z
  .array(eventReferenceSchema)
  .max(100)
  .meta({ description: 'The events it rests on.' })

/** A term as people write it: a day, or a moment with its offset. */
export const termSchema = z
  .union([z.iso.date(), instantSchema])
  .meta({ description: 'A day (2025-05-13) or a moment with its offset.' })

/** What is told in words of persons, or by them. Names occur in it, so it is sealed at rest like a name. */
export const narrativeSchema = personal(textSchema)

/** A person under a code, with what is known of them sealed under the code's own key. */
export const personSchema = details({
  subject: subjectSchema,
  name: personal(textSchema).optional().meta({ description: 'The name; sealed at rest.' }),
  born: personal(textSchema).optional().meta({ description: 'Date of birth; sealed at rest.' }),
  document: personal(textSchema).optional().meta({ description: 'Passport or card number; sealed at rest.' }),
  notes: personal(textSchema).optional().meta({ description: 'What else is known; sealed at rest.' }),
}).meta({ description: 'A person by code; the rest is sealed.' })

/** At most 100 persons, each with a code of their own and the rest sealed under it. */
export const personsSchema = z
  .array(personSchema)
  .max(100)
  .meta({ description: 'The persons it is about, by code.' })

import { agencyNameSchema, defineEvent, instantSchema, parseStreamName } from '@concord/kernel'
import { z } from 'zod'
import { roles } from '../reader.ts'

/** The most of each in one read, over all its parts. A caller that would show more asks for less at a time. */
export const mostInRead = { parts: 500, subjects: 2000, fields: 1000 } as const

const MOST_AGENCIES = 64

const codeSchema = z.string().min(1).max(128)

const readerSchema = z.strictObject({
  agency: agencyNameSchema,
  subject: codeSchema,
  roles: z.array(z.enum(roles)).max(roles.length),
})

const partSchema = z.strictObject({
  owner: agencyNameSchema.meta({ description: 'Whose records were read.' }),
  incident: codeSchema.meta({ description: 'The incident that they are about.' }),
  subjects: z.array(codeSchema).max(mostInRead.subjects).meta({ description: 'Codes of the persons.' }),
  fields: z
    .array(codeSchema)
    .max(mostInRead.fields)
    .meta({ description: 'Names of the fields, never values.' }),
  results: z.int().min(0).meta({ description: 'How many personal values were shown.' }),
})

/**
 * That somebody read data about persons (Directive 2016/680 art. 25): names of fields and codes of persons, never what
 * was read. The parts about a person make the access report that this person may ask for.
 */
export const PersonalDataRead = defineEvent({
  type: 'PersonalDataRead',
  schemaVersion: 1,
  command: 'RecordPersonalDataRead',
  category: 'access',
  roles: ['service'],
  description:
    'Somebody read data about persons: who, why, when, which fields, of whom, and to whom it went on.',
  data: z.strictObject({
    reader: readerSchema,
    purpose: z.string().min(1).max(200),
    case: z.string().min(1).max(200),
    at: instantSchema.meta({ description: 'When it was read.' }),
    parts: z.array(partSchema).max(mostInRead.parts).meta({
      description:
        'What was read, apart by owner, incident and persons, because no owner and no person learns of the others.',
    }),
    position: z
      .string()
      .regex(/^\d{1,20}$/)
      .meta({ description: 'The place in the log on which the answer stood.' }),
    onward: z
      .array(agencyNameSchema)
      .max(MOST_AGENCIES)
      .meta({ description: 'To whom it went on, as far as the reader said; often nobody.' }),
  }),
})

/** One read of personal data, as it is on record: who, why, whose records, and on which place in the log. */
export type PersonalRead = z.infer<typeof PersonalDataRead.data>

/** What was read of one owner's records in one incident about the same persons. */
export type ReadPart = z.infer<typeof partSchema>

/** That an auditor looked at the record of reads: the question as it was asked, and how many reads were shown. */
export const ReadRecordConsulted = defineEvent({
  type: 'ReadRecordConsulted',
  schemaVersion: 1,
  command: 'RecordReadRecordConsulted',
  category: 'access',
  roles: ['service'],
  description: 'An auditor looked at the record of reads.',
  data: z.strictObject({
    reader: readerSchema,
    at: instantSchema.meta({ description: 'When it was looked at.' }),
    question: z
      .record(z.string().max(32), z.string().max(200))
      .meta({ description: 'What was asked for: parts of the question by name; empty: everything.' }),
    results: z.int().min(0).meta({ description: 'How many reads were shown.' }),
  }),
})

/** One look at the record of reads, as it is on record itself. */
export type Consultation = z.infer<typeof ReadRecordConsulted.data>

/** What the agency that keeps the record of reads writes besides its own events. Nobody asks for them over HTTP. */
export const readEvents = [PersonalDataRead, ReadRecordConsulted] as const

/**
 * The stream of what one agency's people read on one day, as one process wrote it down: bounded by a number, begun
 * anew when it is full or in doubt. `keeper` is the agency that keeps the record and signs it; the slashes keep these
 * streams apart from any that is named after an incident.
 */
export const readStream = (
  keeper: string,
  day: string,
  agency: string,
  run: string,
  ordinal: number,
): string => `access-${keeper}-${day}/${agency}/${run}/${ordinal}`

/** Whether a stream belongs to the record of reads, which is in nobody's picture and is asked for by auditors alone. */
export const isReadStream = (stream: string): boolean => parseStreamName(stream)?.category === 'access'

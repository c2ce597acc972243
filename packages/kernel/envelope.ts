import { z } from 'zod'
import { instantSchema } from './instant.ts'
import { agencyNameSchema, markingSchema } from './marking.ts'
import { personal } from './personal.ts'

/**
 * operational: it happened. exercise: it is played. test: somebody tries the system. The three never mix: an event of
 * one mode changes nothing of another, and of the events that a reader sees of a topic, only the most real make its picture.
 */
export const modeSchema = z
  .enum(['operational', 'exercise', 'test'])
  .meta({ description: 'Whether the event happened, was played in an exercise, or tests the system.' })

/** How real an event is: see {@link modeSchema}. */
export type Mode = z.infer<typeof modeSchema>

/** Who acted. `agency` is the actor's own, which differs from the event's where one agency acts in another's stream. */
export const actorSchema = z.strictObject({
  subject: z.string().min(1).max(128),
  role: z.string().min(1).max(64),
  agency: agencyNameSchema,
})

/** Who acted, as the token said: see {@link actorSchema}. */
export type Actor = z.infer<typeof actorSchema>

/** Says that the record was made in an older system: when, by what name there, and who brought it in. */
export const importSchema = z.strictObject({
  recordedAt: instantSchema,
  system: z.string().min(1).max(64),
  by: z.string().min(1).max(128),
})

/** Ed25519 (RFC 8032) by the key that `kid` names. */
export const signatureSchema = z.strictObject({
  kid: z.string().min(1).max(128),
  alg: z.literal('Ed25519'),
  value: z.string().min(1).max(128),
})

/**
 * What every event carries besides its own data, stored as the event's metadata. The format stays for ever: fields are
 * only ever added, and only as optional ones.
 *
 * `previousHash` and `signature` are set by the codec as the last step: the hash of the event before in the same stream
 * (null for the first), and an Ed25519 signature over the RFC 8785 form of everything else.
 */
export const envelopeSchema = z.object({
  schemaVersion: z.int().min(1),
  commandId: z.uuid(),
  /** HMAC of the command as it was sent, so that a repeated key with another payload is told apart. */
  commandDigest: z.string().max(64).optional(),
  $correlationId: z.uuid(),
  $causationId: z.uuid(),
  traceparent: z.string().max(64).optional(),
  /** The number under which the sender keeps the report, such as NB25-07. */
  reference: z.string().min(1).max(128).optional(),
  /** One line for people. Sealed like a personal field where the event concerns a person. */
  summary: personal(z.string().max(2000)).optional(),
  occurredAt: instantSchema,
  occurredUntil: instantSchema.optional(),
  /** How far `occurredAt` may be off to either side, in seconds. */
  uncertaintyS: z.number().min(0).optional(),
  imported: importSchema.optional(),
  agency: agencyNameSchema,
  actor: actorSchema,
  mode: modeSchema,
  marking: markingSchema,
  corrects: z.uuid().optional(),
  retracts: z.uuid().optional(),
  legalBasis: z.string().max(500).optional(),
  /** Kinds of data subject (Directive 2016/680 art. 6), required where a person is concerned. */
  subjectCategory: z.enum(['suspect', 'convicted', 'victim', 'witness', 'other']).optional(),
  /** Fact or personal assessment (Directive 2016/680 art. 7). */
  basis: z.enum(['fact', 'assessment']).optional(),
  /** When the record must be looked at again or purged. */
  reviewBy: instantSchema.optional(),
  previousHash: z.string().max(64).nullable(),
  signature: signatureSchema.optional(),
})

/** The metadata of every event of the log, as it is stored: see {@link envelopeSchema}. */
export type Envelope = z.infer<typeof envelopeSchema>

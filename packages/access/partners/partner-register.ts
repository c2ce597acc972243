import {
  type AgencyName,
  agencyNameSchema,
  type Instant,
  instantSchema,
  millisecondsOf,
} from '@concord/kernel'
import { z } from 'zod'

/**
 * Foreign partners to whom records can be released: who, under which agreement, and how long. A file that a deployment
 * keeps. Being in it shows a partner nothing: each record must name it, in its marking or by a release.
 */
export const partnerRegisterSchema = z
  .array(
    z.strictObject({
      name: agencyNameSchema,
      title: z.string().min(1).max(200).meta({ description: 'Its name in words.' }),
      agreement: z.string().min(1).max(500).meta({ description: 'The legal basis of releases to it.' }),
      from: instantSchema,
      until: instantSchema.optional().meta({ description: 'Left out: until further notice.' }),
    }),
  )
  .max(200)
  .superRefine((partners, context) => {
    const names = partners.map(({ name }) => name)
    const twice = names.find((name, index) => names.indexOf(name) !== index)
    if (twice) context.addIssue({ code: 'custom', message: `The partner ${twice} is registered twice.` })
  })

/** The register once it has passed its schema. */
export type PartnerRegister = z.infer<typeof partnerRegisterSchema>

/** The partners whose agreement is in force: what `createPolicy` takes. */
export const partnersAt = (register: PartnerRegister, at: Instant): readonly AgencyName[] =>
  register
    .filter(({ from, until }) => {
      const atMs = millisecondsOf(at)
      return millisecondsOf(from) <= atMs && (until === undefined || atMs < millisecondsOf(until))
    })
    .map(({ name }) => name)

import { defineEvent, instantSchema } from '@concord/kernel'
import { z } from 'zod'
import { defineVocabulary } from '../agency-definition.ts'
import type { AlertChange } from '../changes/change.ts'
import {
  certaintySchema,
  details,
  nameSchema,
  narrativeSchema,
  severitySchema,
  textSchema,
} from '../details/details.ts'
import { placeDetails, placeOf } from '../details/place-details.ts'

const wordsSchema = z.union([nameSchema, z.array(nameSchema).max(64)])

/** Fields and code lists of CAP 1.2 (OASIS, 2010); what is not named here is kept as it came. */
const alertDetails = {
  ...placeDetails,
  capIdentifier: nameSchema.meta({ description: 'The identifier of the CAP message.' }),
  sender: nameSchema.optional().meta({ description: 'Who sent the CAP message.' }),
  sent: instantSchema.optional().meta({ description: 'When the CAP message was sent.' }),
  scope: nameSchema.optional().meta({ description: 'Public, Restricted or Private.' }),
  category: wordsSchema.optional().meta({ description: 'CAP categories, such as Fire.' }),
  event: textSchema.optional().meta({ description: 'The kind of event, in words.' }),
  urgency: nameSchema.optional().meta({ description: 'Immediate, Expected, Future, Past or Unknown.' }),
  severity: severitySchema.optional(),
  certainty: certaintySchema.optional(),
  responseType: wordsSchema.optional().meta({ description: 'What to do, such as Evacuate.' }),
  headline: textSchema.optional().meta({ description: 'The alert in a line.' }),
  description: z.string().max(16_000).optional().meta({ description: 'The alert in full.' }),
  instruction: z.string().max(16_000).optional().meta({ description: 'What those warned should do.' }),
  language: nameSchema.optional().meta({ description: 'RFC 3066 tag of the language.' }),
  expires: instantSchema.optional().meta({ description: 'Until when the alert holds.' }),
} as const

const replacingDetails = {
  ...alertDetails,
  replaces: nameSchema.optional().meta({
    description: 'The identifier of the alert that is updated or cancelled, where it is another one.',
  }),
} as const

const PublicAlertIssued = defineEvent({
  type: 'PublicAlertIssued',
  schemaVersion: 1,
  command: 'IssuePublicAlert',
  description: 'The public was warned (CAP 1.2).',
  data: details(alertDetails),
})

const PublicAlertUpdated = defineEvent({
  type: 'PublicAlertUpdated',
  schemaVersion: 1,
  command: 'UpdatePublicAlert',
  description: 'A warning to the public was replaced by a newer one.',
  data: details(replacingDetails),
})

const PublicAlertCancelled = defineEvent({
  type: 'PublicAlertCancelled',
  schemaVersion: 1,
  command: 'CancelPublicAlert',
  description: 'A warning to the public was taken back.',
  data: details(replacingDetails),
})

const TipReceived = defineEvent({
  type: 'TipReceived',
  schemaVersion: 1,
  command: 'RecordTip',
  description: 'Somebody from the community gave a hint.',
  data: details({
    ...placeDetails,
    tip: narrativeSchema.optional().meta({ description: 'What was said.' }),
    channel: nameSchema.optional().meta({ description: 'How it came in.' }),
    informant: nameSchema.optional().meta({ description: 'The code of the informant, never the name.' }),
  }),
})

/** Warnings to the public, and what the public tells. */
export const publicAlerts = defineVocabulary(
  [PublicAlertIssued, PublicAlertUpdated, PublicAlertCancelled, TipReceived],
  {
    PublicAlertIssued: ({ data }) => [alert('issued', data), ...placeOf(data)],
    PublicAlertUpdated: ({ data }) => [alert('updated', data, data.replaces), ...placeOf(data)],
    PublicAlertCancelled: ({ data }) => [alert('cancelled', data, data.replaces)],
    TipReceived: ({ data }) => placeOf(data),
  },
)

type Alerting = Partial<z.infer<ReturnType<typeof details<typeof alertDetails>>>> & {
  readonly capIdentifier: string
}

const alert = (state: AlertChange['state'], data: Alerting, replaces?: string): AlertChange => ({
  change: 'alert',
  message: data.capIdentifier,
  replaces,
  state,
  headline: data.headline,
  severity: data.severity,
  areas: data.areas,
})

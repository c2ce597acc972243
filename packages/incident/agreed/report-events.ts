import { defineEvent, type RecordedEvent } from '@concord/kernel'
import { casualtyDetails } from '../details/casualties.ts'
import { certaintySchema, details, nameSchema, severitySchema, textSchema } from '../details/details.ts'
import { placeDetails } from '../details/place-details.ts'

/*
 * What every agency may record although it has no type of its own for it. Nobody's record is turned away because a word
 * for it is missing.
 */

export const CasualtiesReported = defineEvent({
  type: 'CasualtiesReported',
  schemaVersion: 1,
  command: 'ReportCasualties',
  description:
    'How many people are dead, injured, missing or moved, as far as the agency knows. Another agency may count otherwise; both stand until a decision settles it.',
  data: details({
    about: nameSchema.optional().meta({
      description: 'Whom the figures are about, such as a coach; left out, the whole incident.',
    }),
    ...casualtyDetails,
    ...placeDetails,
  }),
})

export const ReportFiled = defineEvent({
  type: 'ReportFiled',
  schemaVersion: 1,
  command: 'FileReport',
  description:
    'A report for which the agency has no type of its own. It says what it is called; where, of what kind, how severe and its numbers count in the picture, and everything else is kept as it came.',
  data: details({
    reportType: nameSchema.meta({ description: 'What the sender calls such a report.' }),
    kind: nameSchema.optional().meta({ description: 'The kind of incident, such as traffic-accident.' }),
    title: textSchema.optional().meta({ description: 'A line for lists.' }),
    severity: severitySchema.optional(),
    certainty: certaintySchema.optional(),
    ...casualtyDetails,
    ...placeDetails,
  }),
})

/** What the sender of a filed report calls it; undefined for every other event. */
export const reportTypeOf = ({ type, data }: Pick<RecordedEvent, 'type' | 'data'>): string | undefined => {
  const { reportType } = data as { readonly reportType?: unknown }
  return type === ReportFiled.type && typeof reportType === 'string' ? reportType : undefined
}

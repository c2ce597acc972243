import {
  codesOf,
  correctsOneOf,
  defineRules,
  mustCorrect,
  type PastOf,
  recordingDecider,
  typesByCommand,
  type Whom,
} from '@concord/incident'
import type { Rejection } from '@concord/kernel'
import { vocabulary } from './view.ts'

type PrisonPast = PastOf<typeof vocabulary>

const escapes = ['PrisonerEscapeReported', 'PrisonerEscapeCorrected'] as const

/** What the prison and probation service holds itself to, besides what all agencies have agreed on. */
const forbids = defineRules(vocabulary.events, {
  PrisonerEscapeReported: ({ data }, past) => miscounted(data) ?? alreadyOut(data, past),
  PrisonerEscapeCorrected: (command, { records }) =>
    miscounted(command.data) ?? mustCorrect(command, records, ...escapes),
  CustodyRestored: ({ data }, past) => neverOut(data, past),
  PrisonOrderRestored: (command, past) =>
    inDisorder(past) || correctsOneOf(command, past.records, 'PrisonOrderRestored')
      ? undefined
      : { code: 'no-disorder', detail: 'No disorder is under way in this incident.' },
  HeadcountTaken: ({ data }, past) => (data.detail === undefined ? undefined : inside(data.detail, past)),
  WorkDetailReturned: ({ data }, past) => inside(data.detail, past),
  WorkDetailDeparted: ({ data: { detail } }, past) =>
    isOutside(detail, past)
      ? { code: 'already-outside', detail: `Work detail ${detail} is already outside the walls.` }
      : undefined,
})

const inDisorder = ({ last }: PrisonPast): boolean =>
  last(['PrisonSecurityIncident', 'PrisonOrderRestored'])?.type === 'PrisonSecurityIncident'

const miscounted = ({
  count,
  ...whom
}: Whom & { readonly count?: number | undefined }): Rejection | undefined => {
  const named = codesOf(whom).length
  return count !== undefined && count < named
    ? { code: 'miscounted', detail: `${named} persons are named, but ${count} are counted.` }
    : undefined
}

/** A second report of the same escape would count the same person twice: what changed is told by a correction. */
const alreadyOut = (whom: Whom, past: PrisonPast): Rejection | undefined => {
  const out = whoIsOut(past)
  const twice = codesOf(whom).filter((subject) => out.has(subject))
  return twice.length > 0
    ? {
        code: 'already-out',
        detail: `${twice.join(', ')} is already reported as out. Send CorrectPrisonerEscape with \`corrects\`.`,
      }
    : undefined
}

const neverOut = (whom: Whom, { standing }: PrisonPast): Rejection | undefined => {
  const ever = new Set(standing(...escapes).flatMap(({ data }) => codesOf(data)))
  const never = codesOf(whom).filter((subject) => !ever.has(subject))
  return never.length > 0
    ? { code: 'never-out', detail: `${never.join(', ')} was never reported as out in this incident.` }
    : undefined
}

/** Whoever escaped and has not been back since. */
const whoIsOut = ({ standing }: PrisonPast): ReadonlySet<string> => {
  const out = new Set<string>()
  for (const { type, data } of standing(...escapes, 'CustodyRestored')) {
    for (const subject of codesOf(data)) {
      if (type === 'CustodyRestored') out.delete(subject)
      else out.add(subject)
    }
  }
  return out
}

const inside = (detail: string, past: PrisonPast): Rejection | undefined =>
  isOutside(detail, past)
    ? undefined
    : { code: 'not-outside', detail: `Work detail ${detail} is not outside the walls.` }

const isOutside = (detail: string, { standing }: PrisonPast): boolean => {
  const times = (type: 'WorkDetailDeparted' | 'WorkDetailReturned') =>
    standing(type).filter(({ data }) => data.detail === detail).length
  return times('WorkDetailDeparted') > times('WorkDetailReturned')
}

/** Decides on what prisons and probation record: by what all agencies are held to, and by the rules above. */
export const decider = recordingDecider(typesByCommand(vocabulary.events), {
  initially: undefined,
  forbids,
})

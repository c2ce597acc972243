import {
  gradingOf,
  mustCorrect,
  type Records,
  recordingDecider,
  standingData,
  typesByCommand,
} from '@concord/incident'
import type { Command, Rejection } from '@concord/kernel'
import { vocabulary } from './view.ts'

/** What the police hold themselves to, besides what all agencies have agreed on. */
const forbids = (command: Command, records: Records): Rejection | undefined => {
  switch (command.name) {
    case 'ReportIntelligence':
      return ungraded(command)
    case 'RegradeIntelligence':
      return (
        ungraded(command) ?? mustCorrect(command, records, 'IntelligenceReported', 'IntelligenceRegraded')
      )
    case 'GrantRelease':
      return unconditional(command, records)
    case 'RecordForensicStatement':
      return mistyped(command)
    case 'AssignForensics':
    case 'CompleteForensics':
      return unrequested(command, records)
    default:
      return undefined
  }
}

/** Intelligence is worth nothing, and may ruin somebody, without a word on how far it can be relied on. */
const ungraded = ({ data, context }: Command): Rejection | undefined =>
  gradingOf({ data, marking: context.marking })
    ? undefined
    : {
        code: 'grading-missing',
        detail: 'Intelligence needs a grade on a named scale, such as 2-B-C (3x5x2).',
      }

/** What a source gave under a condition goes to nobody without one. */
const unconditional = ({ data }: Command, records: Records): Rejection | undefined => {
  const { event, conditions } = data as { readonly event: string; readonly conditions?: string }
  const released = records.byId.get(event)?.data as { readonly condition?: string } | undefined
  return released?.condition !== undefined && conditions === undefined
    ? { code: 'conditions-missing', detail: `The report was given on condition: ${released.condition}` }
    : undefined
}

/** Digits that are too few or too many were mistyped; words say that the hash is still to come. */
const mistyped = ({ data }: Command): Rejection | undefined => {
  const { sha256 } = data as { readonly sha256?: string }
  return sha256 !== undefined && /^[0-9a-f]+$/i.test(sha256) && sha256.length !== 64
    ? { code: 'bad-hash', detail: 'A SHA-256 has 64 hexadecimal digits.' }
    : undefined
}

const unrequested = ({ data }: Command, records: Records): Rejection | undefined => {
  const { request } = data as { readonly request: string }
  const requests = standingData(records, 'ForensicRequested') as readonly { readonly request: string }[]
  return requests.some((one) => one.request === request)
    ? undefined
    : { code: 'unknown-request', detail: `No examination ${request} was asked for in this incident.` }
}

/** Decides on what police record: by what all agencies are held to, and by the rules above. */
export const decider = recordingDecider(typesByCommand(vocabulary.events), {
  initially: undefined,
  forbids,
})

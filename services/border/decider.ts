import {
  correctsOneOf,
  lastStanding,
  mustCorrect,
  type Records,
  recordingDecider,
  typesByCommand,
} from '@concord/incident'
import type { Command, Rejection } from '@concord/kernel'
import { vocabulary } from './view.ts'

interface BorderDetails {
  readonly measure?: string
  readonly checkpoint?: string
  readonly assistant?: string
  readonly status?: string
  readonly exceptions?: readonly string[]
}

/** What border protection holds itself to, besides what all agencies have agreed on. */
const forbids = (command: Command, records: Records): Rejection | undefined => {
  const { measure, assistant, ...details } = command.data as BorderDetails
  switch (command.name) {
    case 'ChangeCheckpointStatus':
      return standsSo(records, details) && !correctsOneOf(command, records, 'CheckpointStatusChanged')
        ? { code: 'status-unchanged', detail: `Checkpoint ${details.checkpoint} stands so already.` }
        : undefined
    case 'ImposeMeasure':
      return inForce(records, measure) && !correctsOneOf(command, records, 'MeasureImposed')
        ? { code: 'measure-in-force', detail: `Measure ${measure} is in force already.` }
        : undefined
    case 'AppealMeasure':
    case 'LiftMeasure':
    case 'ExpireMeasure':
      return inForce(records, measure)
        ? undefined
        : { code: 'measure-not-in-force', detail: `Measure ${measure} is not in force.` }
    case 'AssignAssistant':
    case 'DischargeAssistant':
      return enrolled(records, assistant)
        ? undefined
        : { code: 'not-enrolled', detail: `${assistant} is no assistant member at present.` }
    case 'RegradeIntelligence':
      return mustCorrect(command, records, 'IntelligenceReported', 'IntelligenceRegraded')
    default:
      return undefined
  }
}

const standsSo = (records: Records, { checkpoint, status, exceptions }: BorderDetails): boolean => {
  const last = lastAbout(records, 'checkpoint', checkpoint)?.data as BorderDetails | undefined
  return last !== undefined && last.status === status && sorted(last.exceptions) === sorted(exceptions)
}

const sorted = (exceptions: readonly string[] | undefined): string => (exceptions ?? []).toSorted().join('\n')

const inForce = (records: Records, measure: string | undefined): boolean =>
  ['MeasureImposed', 'MeasureAppealed'].includes(lastAbout(records, 'measure', measure)?.type ?? '')

const enrolled = (records: Records, assistant: string | undefined): boolean =>
  ['AssistantEnrolled', 'AssistantAssigned'].includes(lastAbout(records, 'assistant', assistant)?.type ?? '')

/** The last standing word on a measure, a checkpoint or an assistant. */
const lastAbout = (records: Records, key: keyof BorderDetails, name: string | undefined) =>
  lastStanding(records, ({ data }) => (data as BorderDetails)[key] === name)

/** Decides on what border protection records: by what all agencies are held to, and by the rules above. */
export const decider = recordingDecider(typesByCommand(vocabulary.events), {
  initially: undefined,
  forbids,
})

import {
  correctsOneOf,
  defineRules,
  mustCorrect,
  type PastOf,
  recordingDecider,
  typesByCommand,
} from '@concord/incident'
import type { Rejection } from '@concord/kernel'
import { vocabulary } from './view.ts'

type BorderPast = PastOf<typeof vocabulary>

/** What border protection holds itself to, besides what all agencies have agreed on. */
const forbids = defineRules(vocabulary.events, {
  CheckpointStatusChanged: (command, past) =>
    standsSo(command.data, past) && !correctsOneOf(command, past.records, 'CheckpointStatusChanged')
      ? {
          code: 'status-unchanged',
          detail: `Checkpoint ${command.data.checkpoint} already has this status and these exceptions.`,
        }
      : undefined,
  MeasureImposed: (command, past) =>
    inForce(command.data.measure, past) && !correctsOneOf(command, past.records, 'MeasureImposed')
      ? { code: 'measure-in-force', detail: `Measure ${command.data.measure} is already in force.` }
      : undefined,
  MeasureAppealed: ({ data }, past) => notInForce(data.measure, past),
  MeasureLifted: ({ data }, past) => notInForce(data.measure, past),
  MeasureExpired: ({ data }, past) => notInForce(data.measure, past),
  AssistantAssigned: ({ data }, past) => notEnrolled(data.assistant, past),
  AssistantDischarged: ({ data }, past) => notEnrolled(data.assistant, past),
  IntelligenceRegraded: (command, { records }) =>
    mustCorrect(command, records, 'IntelligenceReported', 'IntelligenceRegraded'),
})

interface CheckpointState {
  readonly checkpoint: string
  readonly status: string
  readonly exceptions: readonly string[]
}

const standsSo = (told: CheckpointState, { last }: BorderPast): boolean => {
  const before = last(['CheckpointStatusChanged'], ({ data }) => data.checkpoint === told.checkpoint)?.data
  return before?.status === told.status && sorted(before.exceptions) === sorted(told.exceptions)
}

const sorted = (exceptions: readonly string[]): string => exceptions.toSorted().join('\n')

const notInForce = (measure: string, past: BorderPast): Rejection | undefined =>
  inForce(measure, past)
    ? undefined
    : { code: 'measure-not-in-force', detail: `Measure ${measure} is not in force.` }

/** Whoever only proposes a measure leaves it as it is. */
const inForce = (measure: string, { last }: BorderPast): boolean => {
  const steps = ['MeasureImposed', 'MeasureAppealed', 'MeasureLifted', 'MeasureExpired'] as const
  const step = last(steps, ({ data }) => data.measure === measure)?.type
  return step === 'MeasureImposed' || step === 'MeasureAppealed'
}

const notEnrolled = (assistant: string, { last }: BorderPast): Rejection | undefined => {
  const steps = ['AssistantEnrolled', 'AssistantAssigned', 'AssistantDischarged'] as const
  const step = last(steps, ({ data }) => data.assistant === assistant)?.type
  return step === 'AssistantEnrolled' || step === 'AssistantAssigned'
    ? undefined
    : { code: 'not-enrolled', detail: `${assistant} is not an assistant member at present.` }
}

/** Decides on what border protection records: by what all agencies are held to, and by the rules above. */
export const decider = recordingDecider(typesByCommand(vocabulary.events), {
  initially: undefined,
  forbids,
})

import {
  defineRules,
  gradingOf,
  mustCorrect,
  type PastOf,
  recordingDecider,
  typesByCommand,
} from '@concord/incident'
import type { Command, Rejection } from '@concord/kernel'
import { vocabulary } from './view.ts'

/** What the police hold themselves to, besides what all agencies have agreed on. */
const forbids = defineRules(vocabulary.events, {
  IntelligenceReported: (command) => ungraded(command),
  IntelligenceRegraded: (command, { records }) =>
    ungraded(command) ?? mustCorrect(command, records, 'IntelligenceReported', 'IntelligenceRegraded'),
  // What a source gave under a condition goes to nobody without one.
  ReleaseGranted: ({ data: { event, conditions } }, { records }) => {
    const released = records.byId.get(event)?.data as { readonly condition?: string } | undefined
    return released?.condition !== undefined && conditions === undefined
      ? { code: 'conditions-missing', detail: `The report was given on condition: ${released.condition}` }
      : undefined
  },
  // Digits that are too few or too many were mistyped; words say that the hash is still to come.
  ForensicStatementRecorded: ({ data: { sha256 } }) =>
    sha256 !== undefined && /^[0-9a-f]+$/i.test(sha256) && sha256.length !== 64
      ? { code: 'bad-hash', detail: 'A SHA-256 must have 64 hexadecimal digits.' }
      : undefined,
  ForensicAssigned: ({ data }, past) => unrequested(data.request, past),
  ForensicCompleted: ({ data }, past) => unrequested(data.request, past),
})

/** Intelligence is worth nothing, and may ruin somebody, without a word on how far it can be relied on. */
const ungraded = ({ data, context }: Command): Rejection | undefined =>
  gradingOf({ data, marking: context.marking })
    ? undefined
    : {
        code: 'grading-missing',
        detail: 'Intelligence needs a grade on a named scale, such as 2-B-C (3x5x2).',
      }

const unrequested = (request: string, { standing }: PastOf<typeof vocabulary>): Rejection | undefined =>
  standing('ForensicRequested').some(({ data }) => data.request === request)
    ? undefined
    : { code: 'unknown-request', detail: `No examination ${request} was requested in this incident.` }

/** Decides on what police record: by what all agencies are held to, and by the rules above. */
export const decider = recordingDecider(typesByCommand(vocabulary.events), {
  initially: undefined,
  forbids,
})

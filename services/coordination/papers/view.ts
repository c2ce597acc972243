import { type Change, defineVocabulary, type MeasureChange } from '@concord/incident'
import { papersEvents } from './events.ts'

/** Papers change no incident. Plans and orders show how they stand, and what the commission decided is a decision. */
export const papers = defineVocabulary(papersEvents, {
  PlanDrafted: ({ data }) => paper('plan', 'proposed', data),
  PlanApproved: () => [],
  PlanActivated: ({ data }) => paper('plan', 'imposed', data),
  PlanSuperseded: ({ data }) => paper('plan', 'lifted', data),
  OrderIssued: ({ data }) => paper('order', 'imposed', data),
  PersonnelAssignedByOrder: () => [],
  OrderRevoked: ({ data }) => paper('order', 'lifted', data),
  SharedAreaDefined: () => [],
  AgencyRegistered: () => [],
  UnitChanged: () => [],
  LegalBasisRecorded: () => [],
  CommissionDecisionRecorded: ({ data: { issue, decision, basis } }) => [
    { change: 'decision', decision: decision ?? `Issue ${issue}`, basis: basis ?? [] },
  ],
  ResearchExtractIssued: () => [],
})

interface Paper {
  readonly title?: string | undefined
  readonly until?: string | undefined
}

const paper = (kind: string, state: MeasureChange['state'], { title, until }: Paper): readonly Change[] => [
  { change: 'describe', kind, title },
  { change: 'measure', measure: kind, kind, state, until },
]

import type { Command, ProposedEvent } from '@concord/kernel'
import { type Records, supersessionOf } from './records.ts'
import { retractionsMeant } from './reinstating.ts'

/** The command that gives a record back. */
export const REINSTATING = 'ReinstateReport'

/** What a record corrects or takes back. */
type Aim = Pick<ProposedEvent, 'corrects' | 'retracts'>

/** For an agency's own rules, giving a record back is the retraction of a retraction. */
export const aimedAt = (command: Command, [aim]: readonly Aim[]): Command => ({
  ...command,
  context: { ...command.context, ...aim },
})

/** The records that a command aims at without having named them as such. */
export const meantBy = ({ name, data, context }: Command, records: Records): readonly Aim[] => {
  const { event = '' } = data as { readonly event?: string }
  if (name === REINSTATING) return retractionsMeant(records, event).map((one) => ({ retracts: one }))
  return context.imported ? meantInstead(context, records) : []
}

/**
 * What an older system's record aims at that names a report which was put right before: people name the report, and mean
 * what stands of it. What is taken back goes with everything that put it right, the latest first. Nothing where the report
 * itself stands.
 */
const meantInstead = ({ corrects, retracts }: Command['context'], records: Records): readonly Aim[] => {
  const target = corrects ?? retracts ?? ''
  const told = [target]
  let word = supersessionOf(records, target)
  while (word?.fate === 'corrected' && told.length <= MOST_CORRECTIONS) {
    told.push(word.by)
    word = supersessionOf(records, word.by)
  }
  if (told.length === 1 || word !== undefined) return []
  return corrects === undefined
    ? told.toReversed().map((one) => ({ retracts: one }))
    : [{ corrects: told.at(-1)! }]
}

/** A report that was put right more often is named by its last correction. */
const MOST_CORRECTIONS = 100

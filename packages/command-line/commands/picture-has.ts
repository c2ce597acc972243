import type { ImportSummary } from '../import/import-summary.ts'
import { ask, dataOf } from '../joint-api.ts'
import type { Session } from '../session.ts'

/** How often ten seconds are waited for the picture. */
const PATIENCE = 6

/**
 * Waits, for a minute at most, until the joint picture holds what an import recorded: whoever asks next is answered
 * from all of it. Asks as the owner of the last record, who sees it for certain. Resolves with whether the picture is
 * that far. Throws when the joint API does not answer.
 */
export const pictureHas = async (
  session: Session,
  { position, owner: as }: Pick<ImportSummary, 'position' | 'owner'>,
): Promise<boolean> => {
  if (position === undefined || as === undefined) return true
  const question = `query ($position: Position!) @atLeast(position: $position, waitMs: 10000) { standing { position } }`
  for (let attempt = 0; attempt < PATIENCE; attempt++) {
    const told = dataOf(await ask({ session, as }, question, { position }))
    const { standing } = told as { standing: { position: string } }
    if (BigInt(standing.position) >= BigInt(position)) return true
  }
  return false
}

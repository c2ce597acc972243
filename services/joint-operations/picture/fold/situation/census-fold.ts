import { blockOf } from '../../tables/block.ts'
import type { Statements } from '../../tables/statements.ts'
import type { Summary } from './kept-summary.ts'
import type { Corner } from './rectangle.ts'

interface Step extends Pick<Corner<Summary>, 'known' | 'valid' | 'mask'> {
  readonly mode: number
  incidents: number
}

/** Counts the incidents in two times, each step by itself and by blocks. Kept in memory until the batch is flushed. */
export const censusFold = (sql: Statements, inBlock?: number) => {
  const steps = new Map<string, Step>()

  const count = ({ known, valid, mask, summary: { mode }, sign }: Corner<Summary>): void => {
    const key = `${known} ${valid} ${mode} ${mask}`
    const step = steps.get(key)
    if (step) step.incidents += sign
    else steps.set(key, { known, valid, mask, mode, incidents: sign })
  }

  const flush = (): void => {
    for (const { known, valid, mask, mode, incidents } of steps.values()) {
      if (incidents === 0) continue
      const block = blockOf(known, inBlock)
      sql('INSERT INTO census_step VALUES (?, ?, ?, ?, ?, ?)').run(block, valid, known, mode, mask, incidents)
      sql(`INSERT INTO census VALUES (?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET incidents = incidents + excluded.incidents`).run(
        block,
        mode,
        mask,
        incidents,
      )
    }
    steps.clear()
  }

  return { count, flush }
}

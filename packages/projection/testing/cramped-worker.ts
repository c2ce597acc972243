import { existsSync } from 'node:fs'
import { serveReadSide } from '../serve-read-side.ts'
import { counting } from './counting.ts'

/** Counts events in a file for which there is no more room as long as a file of the name told lies somewhere. */
serveReadSide<string>((full) => {
  const projection = counting()
  return [
    {
      ...projection,
      open: (database, journal, setAside) => {
        const fold = projection.open(database, journal, setAside)
        const fill = database.prepare('INSERT INTO stream VALUES (?, 0)')
        return {
          apply: (events) => {
            fold.apply(events)
            if (!existsSync(full)) return
            // No less than there is already: SQLite itself says that there is no more.
            database.exec('PRAGMA max_page_count = 1')
            try {
              fill.run('x'.repeat(100_000))
            } finally {
              database.exec('PRAGMA max_page_count = 1000000')
            }
          },
        }
      },
    },
  ]
})

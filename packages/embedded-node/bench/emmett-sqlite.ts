import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

/**
 * Events per second that `emmett-sqlite` appends in this process, or why that was not measured. It needs the native
 * package `sqlite3`, which builds from source and which this workspace does not install: `peerFolder` is a folder
 * where somebody ran `npm install @event-driven-io/emmett-sqlite` with what it asks for.
 */
export const emmettSqliteRate = async (
  folder: string,
  peerFolder: string | undefined,
  { batch, seconds }: { batch: number; seconds: number },
): Promise<number | string> => {
  if (peerFolder === undefined) return 'not measured (see --peer)'
  try {
    const found = createRequire(join(resolve(peerFolder), 'any.js')).resolve('@event-driven-io/emmett-sqlite')
    const { getSQLiteEventStore } = await import(pathToFileURL(found).href)
    const store = getSQLiteEventStore({
      fileName: join(folder, 'emmett.sqlite'),
      schema: { autoMigration: 'CreateOrUpdate' },
    })
    const event = {
      type: 'SightingReported',
      data: { place: 'Bayan-Uul soum, post 7', note: 'tracks lead north' },
    }
    const events = Array.from({ length: batch }, () => event)
    await store.appendToStream('warm-up', events)
    const start = performance.now()
    let written = 0
    // One after another, whatever the number of writers: its concurrent appends fail with SQLITE_BUSY.
    while (performance.now() - start < seconds * 1000) {
      await store.appendToStream(`police-${batch}`, events)
      written += batch
    }
    return written / ((performance.now() - start) / 1000)
  } catch (error) {
    return `not measured: ${(error as Error).message.split('\n')[0]}`
  }
}

import { join } from 'node:path'

/**
 * Events per second that `emmett-sqlite` appends in this process, or why that was not measured: it needs the native
 * package `sqlite3`, which this workspace does not install.
 */
export const emmettSqliteRate = async (
  folder: string,
  { writers, batch, seconds }: { writers: number; batch: number; seconds: number },
): Promise<number | string> => {
  const module = '@event-driven-io/emmett-sqlite'
  try {
    await import('sqlite3' as string)
    const { getSQLiteEventStore } = await import(module)
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
    const end = start + seconds * 1000
    let written = 0
    const write = async (stream: string): Promise<void> => {
      while (performance.now() < end) {
        await store.appendToStream(stream, events)
        written += batch
      }
    }
    await Promise.all(Array.from({ length: writers }, (_, i) => write(`police-${batch}-${i}`)))
    return written / ((performance.now() - start) / 1000)
  } catch (error) {
    return `not measured: ${(error as Error).message.split('\n')[0]}`
  }
}

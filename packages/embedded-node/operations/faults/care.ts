import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { logFile } from '../../store/layout.ts'
import { logReader } from '../../store/log-reader.ts'
import { openStore, systemTicks } from '../../store/open-store.ts'
import { checkAtStartUp } from '../../store/start-up-check.ts'
import type { ProposedEvent } from '../../store/store.ts'
import { backupStore } from '../backup-store.ts'
import { compactStore } from '../compact-store.ts'
import { restoreStore } from '../restore-store.ts'

/**
 * What takes care of a store's folder, and what must be true of the folder that it writes to whatever befell the disk
 * meanwhile.
 */

/** All that takes care of a folder and writes to one. */
export const cares = ['compaction', 'first backup', 'next backup', 'restore'] as const
/** One of them. */
export type Care = (typeof cares)[number]

/** The folder that a care writes to. */
export const targetOf = (parent: string, care: Care): string =>
  join(parent, { compaction: 'store', 'first backup': 'new', 'next backup': 'backup', restore: 'new' }[care])

/** Does it to what `prepare` laid out in `parent`, and rejects as it does. */
export const takeCare = async (parent: string, care: Care): Promise<void> => {
  const [folder, to] = [join(parent, 'store'), targetOf(parent, care)]
  if (care === 'compaction') await compactStore({ folder })
  else if (care === 'restore') await restoreStore({ from: join(parent, 'backup'), folder: to })
  else await backupStore({ folder, to })
}

/** A folder with a store, a backup of how it was some events before, and room for something new. */
export const prepare = async (parent: string): Promise<void> => {
  const folder = join(parent, 'store')
  for (const each of ['store', 'backup', 'new']) mkdirSync(join(parent, each), { recursive: true })
  await fill(folder, 0)
  await backupStore({ folder, to: join(parent, 'backup') })
  await fill(folder, 1)
}

/** Streams that stay, that hide some of their events, that are deleted and that are ended. */
const fill = async (folder: string, round: number): Promise<void> => {
  const store = await openStore({ folder })
  const append = (stream: string, count: number, data = '{}') => {
    const events = Array.from({ length: count }, () => someEvent(data))
    return store.append({ stream: `${stream}-${round}`, expected: 'any', events })
  }
  for (const stream of ['kept', 'short', 'deleted', 'ended']) await append(stream, 12)
  await append('$$short', 1, '{"$maxCount":3}')
  await store.deleteStream(`deleted-${round}`, 'any')
  await store.tombstoneStream(`ended-${round}`, 'any')
  await append('last', 1)
  await store.close()
}

const someEvent = (data: string): ProposedEvent => ({
  id: randomUUID(),
  type: 'Noted',
  contentType: 'application/json',
  metadata: Buffer.from('x'.repeat(400)),
  data: Buffer.from(data),
})

/**
 * All that a reader can see in a folder, the events of each stream with their places or that it is deleted, and how
 * many events it holds, hidden ones too. Undefined where there is no log; throws where there is one that cannot be
 * opened or read.
 */
export const contentOf = (folder: string): string | undefined => {
  if (!existsSync(logFile(folder))) return undefined
  checkAtStartUp(folder)
  const db = new DatabaseSync(logFile(folder), { readOnly: true })
  try {
    const { readStream } = logReader(db, systemTicks)
    const names = db.prepare('select name from streams order by name').all() as { readonly name: string }[]
    const streams = names.map(({ name }) => [name, readStream(name, 'start', 'forwards', 1000)])
    const held = db.prepare('select count(*) from events').get()
    return JSON.stringify([held, streams], (_key, value) =>
      typeof value === 'bigint' ? String(value) : value,
    )
  } finally {
    db.close()
  }
}

/** What a care may leave behind in its folder. */
export interface Expected {
  /** Undefined: no log. */
  readonly before: string | undefined
  readonly after: string | undefined
}

/** Names what is wrong with the folder, if anything. `done`: the care had said that it succeeded. */
export const wrongWith = (folder: string, { before, after }: Expected, done: boolean): readonly string[] => {
  try {
    const found = contentOf(folder)
    if (done && found !== after) return ['it was said to be done and is not']
    return found === before || found === after ? [] : ['it is neither as it was nor as it should be']
  } catch (error) {
    return [`it cannot be opened or read: ${(error as Error).message}`]
  }
}

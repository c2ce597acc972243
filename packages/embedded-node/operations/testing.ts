import { logFile } from '../store/layout.ts'
import { openStore } from '../store/open-store.ts'
import { damageText, event, events, newFolder, setMetadata } from '../store/testing.ts'

/** A closed store with a bit of everything. */
export const closedStore = async (): Promise<string> => {
  const folder = newFolder()
  const store = await openStore({ folder })
  await store.append({ stream: 'police-1', expected: 'any', events: [event('Noted', 'find-me-on-the-disk')] })
  await store.append({ stream: 'police-1', expected: 'any', events: events(9) })
  await store.append({ stream: 'border-1', expected: 'any', events: events(5) })
  await setMetadata(store, 'border-1', '{"$maxCount":2}')
  await store.append({ stream: 'fire-1', expected: 'any', events: events(3) })
  await store.deleteStream('fire-1', 'any')
  await store.append({ stream: 'fire-2', expected: 'any', events: events(3) })
  await store.tombstoneStream('fire-2', 'any')
  await store.append({ stream: 'area-1', expected: 'any', events: events(1) })
  await store.close()
  return folder
}

/** Changes the content of the first event of `police-1`. */
export const damage = (folder: string): void => damageText(logFile(folder), 'find-me')

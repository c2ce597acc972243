import { randomUUID } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { openStore, type StoreOptions } from './open-store.ts'
import type { ProposedEvent, Store, StoredEvent, StreamPage } from './store.ts'

/** What the tests of the store and its operations share. */

/** A folder that goes with the test. */
export const newFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'store-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A store that the test need not close. */
export const openedStore = async (options: Partial<StoreOptions> = {}): Promise<Store> => {
  const store = await openStore({ folder: newFolder(), ...options })
  onTestFinished(() => store.close())
  return store
}

/** An event of usual form under an id of its own. */
export const event = (
  type = 'IncidentReported',
  content: unknown = {},
  id = randomUUID(),
): ProposedEvent => ({
  id,
  type,
  contentType: 'application/json',
  data: Buffer.from(JSON.stringify(content)),
  metadata: Buffer.from('{"actor":"duty-sergeant"}'),
})

/** As many of them, told apart by their index. */
export const events = (count: number): readonly ProposedEvent[] =>
  Array.from({ length: count }, (_, index) => event('IncidentReported', { index }))

/** Appends what a client would to describe a stream: any bytes, JSON or not. */
export const setMetadata = (store: Store, stream: string, metadata: string): ReturnType<Store['append']> =>
  store.append({
    stream: `$$${stream}`,
    expected: 'any',
    events: [{ ...event('$metadata'), data: Buffer.from(metadata) }],
  })

/** The revisions of a page in the order they came, or why there is no page. */
export const revisionsIn = (page: StreamPage): readonly number[] | string =>
  page.kind === 'page' ? page.events.map((each) => Number(each.revision)) : page.kind

/** What is visible of a stream of up to a thousand events. */
export const revisionsOf = (store: Store, stream: string): readonly number[] | string =>
  revisionsIn(store.readStream(stream, 'start', 'forwards', 1_000))

/** The data of an event that must be there. */
export const textOf = (stored: StoredEvent | undefined): string => Buffer.from(stored!.data).toString()

/** What a stream's metadata say now, or why they say nothing. */
export const latestMetadata = (store: Store, stream: string): string => {
  const page = store.readStream(`$$${stream}`, 'end', 'backwards', 1)
  return page.kind === 'page' ? textOf(page.events[0]) : page.kind
}

/** Changes every place of the file that holds the text: pages keep remains of what has moved. */
export const damageText = (file: string, text: string): void => {
  const content = readFileSync(file)
  for (let at = content.indexOf(text); at >= 0; at = content.indexOf(text, at + 1))
    content[at] = content[at]! ^ 0xff
  writeFileSync(file, content)
}

import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { EventLog, LogItem, StoredEvent } from '@concord/kernel'
import { projectionFileName } from '@concord/projection'
import { afterEach, expect, test } from 'vitest'
import { rosterKnowledge } from './knowledge/roster-knowledge.ts'
import { type OpenPicture, openPicture, type PictureOptions } from './open-picture.ts'
import type { FollowItem } from './picture.ts'
import { pictureName } from './tables/picture-schema.ts'

const open: OpenPicture[] = []
const folders: string[] = []
afterEach(async () => {
  for (const picture of open.splice(0)) await picture.close()
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

/** A log that a test writes to by hand: gives what is after a position, then what comes, and can go away. */
const handLog = () => {
  const events: StoredEvent[] = []
  let change = Promise.withResolvers<void>()
  let isAway = false
  let tried = 0
  const ring = () => {
    change.resolve()
    change = Promise.withResolvers()
  }
  const log = {
    follow: async function* ({ after, signal }): AsyncGenerator<readonly LogItem[]> {
      let place = after ?? -1n
      signal.addEventListener('abort', ring)
      while (!signal.aborted) {
        const fresh = events.filter(({ position }) => position > place)
        const changed = change.promise
        if (isAway) {
          tried += 1
          throw new Error('the store is away')
        }
        if (fresh.length > 0) {
          place = fresh.at(-1)!.position
          yield fresh.map((event) => ({ kind: 'event', event }))
        } else await changed
      }
    },
  } as Pick<EventLog, 'follow'> as EventLog
  const write = (...more: readonly StoredEvent[]) => {
    events.push(...more)
    ring()
  }
  const away = (now: boolean) => {
    isAway = now
    ring()
  }
  return { log, write, away, tried: () => tried, last: () => events.at(-1)!.position }
}

const openIn = async (
  log: EventLog,
  folder = mkdtempSync(join(tmpdir(), 'concord-picture-')),
  more: Pick<PictureOptions, 'onAway' | 'onBack' | 'onRebuild' | 'onSetAside' | 'partners'> = {},
) => {
  if (!folders.includes(folder)) folders.push(folder)
  const worker = new URL('./picture-worker.ts', import.meta.url)
  const heartbeat = () => () => {}
  const picture = await openPicture({ ...rosterKnowledge(), log, folder, worker, heartbeat, ...more })
  open.push(picture)
  return { picture, folder }
}

let recorded = 0
const event = (
  incident: string,
  agency: string,
  releaseTo: readonly string[],
  more: object = {},
): StoredEvent => {
  recorded += 1
  return {
    id: randomUUID(),
    type: 'IncidentOpened',
    stream: `${agency}-${incident}`,
    revision: 0,
    position: BigInt(recorded * 100),
    recordedAt: new Date(Date.UTC(2025, 3, 23) + recorded * 1000).toISOString(),
    data: { kind: 'wildfire', title: incident },
    metadata: {
      schemaVersion: 1,
      occurredAt: '2025-04-22T10:00:00+08:00',
      agency,
      actor: { subject: 's', role: 'duty-officer', agency },
      mode: 'operational',
      marking: { tlp: 'AMBER', releaseTo },
      ...more,
    },
  }
}

const police = { agency: 'police' }
const border = { agency: 'border' }
const ids = (picture: OpenPicture, reader = police) =>
  picture
    .incidents(reader, {}, { by: 'id', direction: 'ascending' }, { first: 50 }, {})
    .items.map(({ incident }) => incident.id)

test('what is recorded is in the picture once waited for, and still after a restart', async () => {
  const { log, write, last } = handLog()
  const { picture, folder } = await openIn(log)
  write(event('INC-1', 'police', ['border']), event('INC-2', 'border', []))
  await picture.folded(last(), 10_000)
  expect(ids(picture)).toEqual(['INC-1'])
  expect(ids(picture, border)).toEqual(['INC-1', 'INC-2'])

  await open.pop()!.close()
  write(event('INC-3', 'police', ['border']))
  const { picture: again } = await openIn(log, folder)
  await again.folded(last(), 10_000)
  expect(ids(again, border)).toEqual(['INC-1', 'INC-2', 'INC-3'])
  expect(again.statistics(border, {}, {}).total).toBe(3)
})

test('a registered partner is shown what is released to it, however many others are named', async () => {
  const strangers = Array.from({ length: 20 }, (_, number) => `stranger${number}`)
  const neighbour = { agency: 'neighbour' }
  const { log, write, last } = handLog()
  const { picture } = await openIn(log, undefined, { partners: ['neighbour'] })
  write(event('INC-1', 'police', [...strangers, 'neighbour', 'nobody-known']))
  // Each name that is new is asked about under a policy of its own.
  await picture.folded(last(), 60_000)
  expect(ids(picture, neighbour)).toEqual(['INC-1'])
  expect(ids(picture, { agency: 'nobody-known' })).toEqual([])
})

test('while the store is away the picture answers, says so once, and comes back by itself', async () => {
  const { log, write, away, tried, last } = handLog()
  const told: unknown[] = []
  const { picture } = await openIn(log, undefined, {
    onAway: (error) => told.push((error as Error).message),
    onBack: (attempts) => told.push(attempts),
  })
  write(event('INC-1', 'police', []))
  await picture.folded(last(), 10_000)
  expect(picture.standing().stale).toBe(false)
  away(true)
  await expect.poll(() => picture.standing().stale).toBe(true)
  expect(ids(picture)).toEqual(['INC-1'])
  await expect.poll(tried).toBe(2)
  away(false)
  write(event('INC-2', 'police', []))
  await picture.folded(last(), 10_000)
  expect(picture.standing().stale).toBe(false)
  expect(ids(picture)).toEqual(['INC-1', 'INC-2'])
  expect(told).toEqual(['the store is away', tried()])
})

test('what the thread sets aside and what it makes anew is told to whoever runs the picture', async () => {
  const { log, write, last } = handLog()
  const told: unknown[] = []
  const telling = {
    onSetAside: (aside) => told.push(...aside.map(({ event, reason }) => [event.type, reason])),
    onRebuild: (projection) => told.push(projection),
  } satisfies Partial<PictureOptions>
  const { picture, folder } = await openIn(log, undefined, telling)
  write(event('INC-1', 'police', []), { ...event('INC-1', 'police', []), type: 'NobodyKnowsThis' })
  await picture.folded(last(), 10_000)
  await open.pop()!.close()
  const file = new DatabaseSync(join(folder, projectionFileName(pictureName)))
  file.exec("UPDATE checkpoint SET meaning = 'what it meant once'")
  file.close()
  const { picture: again } = await openIn(log, folder, telling)
  await again.folded(last(), 10_000)
  expect(ids(again)).toEqual(['INC-1'])
  const aside = ['NobodyKnowsThis', 'unknown-type']
  expect(told).toEqual([aside, 'picture', aside])
})

test('a follower resumes without gap or double, and is woken by nothing it may not see', async () => {
  const { log, write, last } = handLog()
  const { picture } = await openIn(log)
  const hidden = () => event('INC-9', 'border', [])
  const first = event('INC-1', 'border', ['police'])
  const second = event('INC-2', 'border', ['police'])
  write(hidden(), first, hidden(), second, hidden())
  await picture.folded(last(), 10_000)
  expect(picture.standingFor(police).position).toBe(second.position)
  expect(picture.standing().position).toBe(last())

  const stop = new AbortController()
  const items = picture.follow(police, { after: first.position, signal: stop.signal })[Symbol.asyncIterator]()
  const next = async () => (await items.next()).value as Extract<FollowItem, { kind: 'event' }>
  expect((await next()).entry.event.id).toBe(second.id)
  const waiting = next()
  write(hidden())
  await picture.folded(last(), 10_000)
  expect(picture.standingFor(police).position).toBe(second.position)
  const third = event('INC-3', 'border', ['police'])
  write(third)
  expect((await waiting).entry.event.id).toBe(third.id)
  stop.abort()
  expect((await items.next()).done).toBe(true)
})

test('an event that is released comes to the follower with its release, and there alone', async () => {
  const { log, write, last } = handLog()
  const { picture } = await openIn(log)
  const secret = event('INC-1', 'border', [])
  write(secret)
  await picture.folded(last(), 10_000)
  const stop = new AbortController()
  const items = picture.follow(police, { signal: stop.signal })[Symbol.asyncIterator]()
  const coming = items.next()
  const release = {
    ...event('INC-1', 'border', ['police']),
    revision: 1,
    type: 'ReleaseGranted',
    data: { event: secret.id, to: ['police'] },
  }
  write(release)
  expect((await coming).value).toMatchObject({
    position: release.position,
    released: true,
    entry: { event: { id: secret.id } },
  })
  expect((await items.next()).value).toMatchObject({ entry: { event: { id: release.id } } })
  stop.abort()

  const anew = picture.follow(police, { after: 0n, signal: new AbortController().signal })
  const fromTheStart = anew[Symbol.asyncIterator]()
  expect((await fromTheStart.next()).value).toMatchObject({
    released: true,
    entry: { event: { id: secret.id } },
  })
  expect((await fromTheStart.next()).value).toMatchObject({ entry: { event: { id: release.id } } })
})

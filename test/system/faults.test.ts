import { randomUUID } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { tokenFor } from '@concord/command-line'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Child, startChild } from '../../infra/launcher/child.ts'
import { freePorts } from '../../infra/launcher/ports.ts'
import { openStream } from './event-stream.ts'
import { eventually } from './eventually.ts'
import { forAll, type LineResult, type SystemInTest, startSystemInTest } from './system-in-test.ts'

/*
 * Processes that end at a bad moment. What was acknowledged is there once, what was not is there at most once, and nobody
 * has to do anything for it but send again.
 */

let folder: string
let store: Store
let system: SystemInTest
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'concord-store-'))
  store = await runStore(folder)
  system = await startSystemInTest({
    log: `esdb://127.0.0.1:${store.port}?tls=false`,
    present: ['police', 'emergency'],
  })
})
afterAll(async () => {
  await system?.stop()
  await store?.pullPlug()
  await rm(folder, { recursive: true, force: true })
})

describe('while the store is away', () => {
  test('commands are told so at once, readers go on with what there is, and all of it ends by itself', async () => {
    const before = await system.record('police/duty-officer', 'OpenIncident', 'AWAY', { reference: 'A-0' })
    await system.pictureHas(before.position)
    const screen = await openStream(
      system.session,
      'joc/analyst',
      'subscription { changes(after: "0", incident: "AWAY") { position event { reference } } }',
    )

    await store.pullPlug()

    const [first, second] = [observation('A-1'), observation('A-2')]
    for (const command of [first, second, first]) {
      const refused = await system.send('police/duty-officer', 'ReportObservation', 'AWAY', command)
      expect(refused.status).toBe(503)
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1)
      expect(await refused.json()).toMatchObject({ code: 'store-unavailable' })
    }
    const lines = reports('AWAY-BATCH', 20)
    expect(await system.batch('emergency', lines)).toEqual(
      lines.map(() => expect.objectContaining({ status: 503 })),
    )

    const told = await eventually('the answers say that they may be old', async () => {
      const answer = await system.ask(
        'joc/analyst',
        '{ incident(id: "AWAY") { eventCount } standing { stale } }',
      )
      return answer.stale ? answer : undefined
    })
    expect(told.data).toEqual({ incident: { eventCount: 1 }, standing: { stale: true } })

    await store.start()

    const recorded = await eventually('commands are taken again', async () => {
      const taken = await system.send('police/duty-officer', 'ReportObservation', 'AWAY', first)
      return taken.status === 201 ? taken : await taken.text().then(() => undefined)
    })
    await recorded.text()
    await system.record('police/duty-officer', 'ReportObservation', 'AWAY', second)
    const again = await system.send('police/duty-officer', 'ReportObservation', 'AWAY', first)
    expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([201, 'true'])
    await again.text()
    const results = await eventually('the batch is taken', async () => {
      const all = await system.batch('emergency', lines)
      return all.every(({ status }) => status === 201) ? all : undefined
    })
    await system.pictureHas(lastPosition(results))

    const live = await screen.takeUntil(({ data }) => data.changes.event?.reference === 'A-2')
    await screen.close()
    expect(live.flatMap(({ data }) => data.changes.event?.reference ?? [])).toEqual(['A-0', 'A-1', 'A-2'])
    expect(await referencesIn('AWAY-BATCH')).toEqual(referencesOf(lines))
    await eventually('the answers are fresh', async () =>
      (await system.ask('joc/analyst', '{ __typename }')).stale ? undefined : true,
    )
  })
})

describe('killed in the middle of an import', () => {
  test('the joint operations go on where they stopped, and what they count is what was acknowledged', async () => {
    const lines = reports('PICTURE', 600)
    const importing = system.batch('emergency', lines)
    for (let kills = 0; kills < 2; kills++) {
      await eventually('some of it is in the picture', async () => {
        const { data } = await system.ask(
          'joc/analyst',
          '{ events(filter: { incident: "PICTURE" }) { totalCount } }',
        )
        return data.events.totalCount > kills * 150 || undefined
      })
      system.kill('joint-operations')
    }
    const results = await importing
    expect(results.every(({ status }) => status === 201)).toBe(true)

    await system.isReady('joint-operations')
    await system.pictureHas(lastPosition(results))
    expect(await referencesIn('PICTURE')).toEqual(referencesOf(lines))
    const { data } = await system.ask(
      'joc/analyst',
      '{ incident(id: "PICTURE") { eventCount } statistics(filter: { incident: "PICTURE" }) { total { count } } }',
    )
    expect(data).toEqual({ incident: { eventCount: 600 }, statistics: { total: { count: 600 } } })
  })

  test('an agency has what it acknowledged, and the same batch again brings the rest, each line once', async () => {
    const lines = reports('AGENCY', 600)
    const acknowledged = await resultsUntilKilled('emergency', lines)

    await system.isReady('emergency')
    const results = await eventually('the batch is taken', async () => {
      const all = await system.batch('emergency', lines)
      return all.length === lines.length && all.every(({ status }) => status === 201) ? all : undefined
    })
    expect(acknowledged.length).toBeGreaterThan(0)
    expect(acknowledged.length).toBeLessThan(lines.length)
    for (const [index, { id, position }] of acknowledged.entries())
      expect(results[index]).toMatchObject({ id, position, repeated: true })

    await system.pictureHas(lastPosition(results))
    expect(await referencesIn('AGENCY')).toEqual(referencesOf(lines))
  })
})

interface Store {
  readonly port: number
  /** Ends the node with SIGKILL. */
  pullPlug(): Promise<void>
  start(): Promise<void>
}

/** A node in a process that the test ends and starts when it likes. */
const runStore = async (folderOfStore: string): Promise<Store> => {
  const { log: port } = await freePorts(0)
  const main = fileURLToPath(new URL('../../packages/embedded-node/main.ts', import.meta.url))
  const spec = {
    name: 'log',
    args: [main, 'start', '--insecure', '--port', String(port), '--data', join(folderOfStore, 'log')],
    env: {},
    logFile: join(folderOfStore, 'log.log'),
    readyUrl: `http://127.0.0.1:${port}/health/live`,
  }
  const silent = { onRestart: () => {}, onFailing: () => {}, onBack: () => {} }
  let node: Child = startChild(spec, silent)
  await node.ready
  return {
    port,
    pullPlug: async () => {
      const pid = node.pid()!
      // Nobody starts it again, and nothing is left to it to put in order.
      const stopped = node.stop()
      process.kill(pid, 'SIGKILL')
      await stopped
    },
    start: async () => {
      node = startChild(spec, silent)
      await node.ready
    },
  }
}

const observation = (reference: string) => ({
  key: randomUUID(),
  reference,
  occurredAt: new Date().toISOString(),
  data: { observation: reference },
})

/** Lines for one incident, as a system sends them that knows its own numbers. */
const reports = (incident: string, count: number) =>
  Array.from({ length: count }, (_, index) => ({
    type: 'FieldObservation',
    incident,
    system: 'field-radio',
    reference: `${incident}-${String(index).padStart(4, '0')}`,
    occurredAt: '2025-04-23T12:00:00+08:00',
    recordedAt: '2025-04-23T12:01:00+08:00',
    marking: forAll,
    data: { observation: `number ${index}` },
  }))

const referencesOf = (lines: readonly { readonly reference: string }[]) =>
  lines.map(({ reference }) => reference).sort()

/** The references of every event that the joint centre sees in an incident, page by page, doubles included. */
const referencesIn = async (incident: string): Promise<readonly string[]> => {
  const query = `query ($after: String, $incident: ID) {
    events(first: 100, after: $after, filter: { incident: $incident }) { nodes { reference } pageInfo { hasNextPage endCursor } }
  }`
  const all: string[] = []
  for (let after: string | null = null; ; ) {
    // biome-ignore lint/suspicious/noExplicitAny: the shape follows from the query
    const { events }: any = (await system.ask('joc/analyst', query, { after, incident })).data
    for (const { reference } of events.nodes) all.push(reference)
    if (!events.pageInfo.hasNextPage) return all.sort()
    after = events.pageInfo.endCursor
  }
}

const lastPosition = (results: readonly LineResult[]): string =>
  results
    .map(({ position }) => position!)
    .toSorted((a, b) => Number(BigInt(a) - BigInt(b)))
    .at(-1)!

/** Sends lines, kills the agency as soon as the first of them are acknowledged, and gives all that it acknowledged. */
const resultsUntilKilled = async (
  agency: string,
  lines: readonly object[],
): Promise<readonly LineResult[]> => {
  const { url } = system.session.agencies.find(({ name }) => name === agency)!
  const response = await fetch(`${url}/v1/commands`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-ndjson',
      authorization: `Bearer ${tokenFor(system.session, `${agency}/importer`)}`,
    },
    body: lines.map((line) => `${JSON.stringify(line)}\n`).join(''),
  })
  let text = ''
  try {
    for await (const part of response.body!.pipeThrough(new TextDecoderStream())) {
      if (text === '') system.kill(agency)
      text += part
    }
  } catch {
    // The connection broke, as it should.
  }
  const whole = text.slice(0, text.lastIndexOf('\n') + 1)
  return whole.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as LineResult]))
}

import { fork, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createDevelopmentIssuer } from '@concord/access'
import { openAgencyKeys, openEventLog, prepareKeys } from '@concord/event-log'
import type { NewEvent, StreamHead } from '@concord/kernel'
import { roster } from '../../roster.ts'
import { option, percentile } from './measure.ts'

/*
 * How long it takes from the start of an append until a subscriber of the joint-operations API has the event, against
 * how long it takes until the writer has its acknowledgement: store, API and writer each in a process of their own.
 * Goal: p99 at most twice as long. What is measured comes after as many events as code needs to be compiled.
 *
 *   pnpm bench live [--events=2000] [--per-second=80] [--warm-up=600]
 */

const events = option('events', 2_000)
const perSecond = option('per-second', 80)
const warmUp = option('warm-up', 600)

const folder = mkdtempSync(join(tmpdir(), 'concord-live-'))
const node = fork(new URL('../../../packages/event-log/bench/node-process.ts', import.meta.url))
const [connectionString] = (await once(node, 'message')) as [string]
const keyFolder = join(folder, 'keys')
prepareKeys(
  keyFolder,
  roster.map(({ name }) => name),
)
const issuer = await createDevelopmentIssuer({
  folder: join(folder, 'issuer'),
  clock: Date.now,
  warn: () => {},
})
const port = 20_000 + (process.pid % 20_000)
const api = spawn(process.execPath, [new URL('../main.ts', import.meta.url).pathname], {
  stdio: ['ignore', 'ignore', 'inherit'],
  env: {
    ...process.env,
    CONCORD_LOG: connectionString,
    CONCORD_PORT: String(port),
    CONCORD_DATA: join(folder, 'centre'),
    CONCORD_KEYS: keyFolder,
    CONCORD_TOKEN_KEYS: join(folder, 'issuer', 'jwks.json'),
    CONCORD_ISSUER: issuer.issuer,
  },
})
const url = `http://127.0.0.1:${port}`
const ready = async () => (await fetch(`${url}/health/ready`).catch(() => undefined))?.ok
while (!(await ready())) await sleep(100)

const keys = openAgencyKeys(keyFolder)
const log = openEventLog({ connectionString, agencies: roster, keys, agency: 'police' })
await log.enrol()

/** When each position was on the subscriber's screen. */
const seen = new Map<string, number>()
const subscription = await fetch(`${url}/graphql`, {
  method: 'POST',
  headers: {
    'content-type': 'application/json',
    accept: 'text/event-stream',
    authorization: `Bearer ${await issuer.issue({ agency: 'joc', subject: 'screen', roles: ['analyst'], expiresInS: 3600 })}`,
  },
  body: JSON.stringify({
    query: 'subscription { changes { position event { id type agency summary occurredAt incidentId } } }',
  }),
})
const watch = async (): Promise<void> => {
  let rest = ''
  for await (const text of subscription.body!.pipeThrough(new TextDecoderStream())) {
    const now = performance.now()
    const blocks = (rest + text).split('\n\n')
    rest = blocks.pop()!
    for (const block of blocks) {
      const id = /^id: (\d+)$/m.exec(block)?.[1]
      if (id !== undefined && !seen.has(id)) seen.set(id, now)
    }
  }
}
void watch().catch(() => {})

const observation = (): NewEvent => {
  const id = randomUUID()
  return {
    id,
    type: 'FieldObservation',
    data: { lat: 49.6, lon: 112.5, observation: 'Smoke over the ridge.' },
    envelope: {
      schemaVersion: 1,
      commandId: id,
      $correlationId: id,
      $causationId: id,
      occurredAt: new Date().toISOString(),
      agency: 'police',
      actor: { subject: 'patrol-1', role: 'duty-officer', agency: 'police' },
      mode: 'operational',
      marking: { tlp: 'GREEN' },
    },
  }
}

interface Timed {
  readonly position: string
  readonly startMs: number
  readonly ackMs: number
}

const heads = new Map<string, StreamHead>()
const append = async (number: number): Promise<Timed> => {
  const stream = `police-LIVE-${number % 50}`
  const startMs = performance.now()
  const written = await log.append(stream, heads.get(stream) ?? { revision: 'no-stream', hash: null }, [
    observation(),
  ])
  if (!written.ok) throw new Error(JSON.stringify(written.error))
  const ackMs = performance.now() - startMs
  heads.set(stream, written.value.head)
  return { position: String(written.value.position), startMs, ackMs }
}

const timed: Timed[] = []
const began = performance.now()
for (let number = 0; number < warmUp + events; number++) {
  timed.push(await append(number))
  const due = began + ((number + 1) * 1000) / perSecond
  await sleep(Math.max(0, due - performance.now()))
}
for (let tries = 0; tries < 100 && timed.some(({ position }) => !seen.has(position)); tries++) await sleep(50)

const measured = timed.slice(warmUp)
const missing = measured.filter(({ position }) => !seen.has(position)).length
const acks = measured.map(({ ackMs }) => ackMs)
const screens = measured.flatMap(({ position, startMs }) => {
  const at = seen.get(position)
  return at === undefined ? [] : [at - startMs]
})
const row = (part: number) => {
  const [ackMs, screenMs] = [percentile(acks, part), percentile(screens, part)]
  return {
    'acknowledged, ms': ackMs.toFixed(2),
    'on screen, ms': screenMs.toFixed(2),
    ratio: (screenMs / ackMs).toFixed(2),
  }
}
console.log(`${measured.length} appends, ${perSecond} a second, ${missing} not seen`)
console.table({ p50: row(0.5), p90: row(0.9), p99: row(0.99) })

await log.close()
keys.close()
api.kill('SIGTERM')
await once(api, 'exit')
node.send('stop')
await once(node, 'exit')
rmSync(folder, { recursive: true })
process.exitCode = missing === 0 ? 0 : 1

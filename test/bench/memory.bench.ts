import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { tokenFor } from '@concord/command-line'
import { takeDataFolder } from '../../infra/launcher/data-folder.ts'
import { onFreePorts } from '../../infra/launcher/on-free-ports.ts'
import { startSystem } from '../../infra/launcher/system.ts'
import { roster } from '../../services/roster.ts'

/*
 * The memory of each process of a running system while a log grows to a million signed events: resident now and at its
 * highest, when so many have been written and when the joint picture holds them all.
 *
 *   node memory.bench.ts [--events=1000000]
 */
const { values } = parseArgs({ options: { events: { type: 'string', default: '1000000' } }, strict: false })
const events = Number(values.events)
const MARK_MB = 400
const LOOK_MS = 1_000
/** Rows on the way. */
const STEPS = 10

const parent = mkdtempSync(join(tmpdir(), 'concord-memory-'))
const folder = takeDataFolder(join(parent, 'data'), { fresh: true })
const say = (name: string, reason: string) => console.error(`${name} ${reason}`)
const system = await onFreePorts(roster.length, (ports) =>
  startSystem({
    folder,
    ports,
    sessionFile: join(parent, 'session.json'),
    onStep: () => {},
    events: { onRestart: say, onFailing: say, onBack: () => {} },
  }),
)
try {
  const writing = write()
  await growing()
  await writing
  for (const { name, pid } of system.children) {
    const { highest } = memoryOf(pid()!)
    console.log(
      `${name}: ${highest} MB at its highest (mark ${MARK_MB}: ${highest < MARK_MB ? 'reached' : 'MISSED'})`,
    )
  }
} finally {
  await system.stop()
  folder.release()
  rmSync(parent, { recursive: true, force: true, maxRetries: 3 })
}

/** All agencies but the centre, each from a process of its own. */
async function write(): Promise<void> {
  const { log, keys } = system.session
  const agencies = roster.map(({ name }) => name).filter((name) => name !== 'joc')
  const each = String(Math.ceil(events / agencies.length))
  await Promise.all(
    agencies.map(async (agency) => {
      const writer = fork(new URL('./memory-writer.ts', import.meta.url), [agency, log!, keys!, each])
      const [status] = await once(writer, 'exit')
      if (status !== 0) throw new Error(`the writer of ${agency} ended with ${status}`)
    }),
  )
}

/** Looks on until the picture holds what is written. */
async function growing(): Promise<void> {
  console.log(
    `${'events held'.padStart(12)}  ${system.children.map(({ name }) => name.padStart(16)).join('')}`,
  )
  let held = 0
  for (let step = 0; held < events; ) {
    await sleep(LOOK_MS)
    held = await eventsHeld()
    if (held < (step * events) / STEPS) continue
    row(held)
    step = Math.floor((held * STEPS) / events) + 1
  }
}

/** As the joint centre is told. */
async function eventsHeld(): Promise<number> {
  const { session } = system
  const response = await fetch(session.graphql, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${tokenFor(session, 'joc/analyst')}`,
    },
    body: JSON.stringify({ query: '{ statistics { total { count } } }' }),
  })
  const { data } = (await response.json()) as Counted
  return data?.statistics.total.count ?? 0
}

interface Counted {
  readonly data?: { readonly statistics: { readonly total: { readonly count: number } } }
}

function row(held: number): void {
  const cells = system.children.map(({ pid }) => {
    const { now, highest } = memoryOf(pid()!)
    return `${now} (${highest})`.padStart(16)
  })
  console.log(`${held.toLocaleString('en').padStart(12)}  ${cells.join('')}`)
}

/** Resident now and at its highest, in MB, as the system counts. */
function memoryOf(pid: number): { readonly now: number; readonly highest: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const inMb = (name: string) =>
    Math.round((Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) * 1024) / 1e6)
  return { now: inMb('VmRSS'), highest: inMb('VmHWM') }
}

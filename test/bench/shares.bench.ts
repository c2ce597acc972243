import { randomUUID } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { root } from '../../infra/launcher/child-specs.ts'
import { freePorts } from '../../infra/launcher/ports.ts'
import { option } from '../../services/joint-operations/bench/measure.ts'
import { startBare } from './bare-agency.ts'
import { openCommandCaller } from './command-caller.ts'
import { type Contender, costOf, measured, warmUp } from './contender.ts'
import { type Profile, sharesOf } from './profile-shares.ts'

/*
 * Where the time of a command goes: the shares of rooms and libraries in what the main threads of the agency's process
 * and of the node's do under 32 callers. What a profile costs falls on all alike, so these are shares and no times.
 *
 *   pnpm bench shares [--seconds=10]
 */
const seconds = option('seconds', 10)
const CALLERS = 32
const STREAMS = 64
const SMALLEST = 0.01
const interview = { interview: { subject: 'P-1', name: 'Ganbold' }, by: 'P-0417' }

const folder = mkdtempSync(join(tmpdir(), 'concord-bench-'))
process.env.CONCORD_BENCH_PROFILES = folder
process.env.NODE_OPTIONS = `--import=${new URL('./profile-on-signal.ts', import.meta.url).href}`
const site = await startBare(join(folder, 'site'), await freePorts(1))
const caller = openCommandCaller(site.url, site.token, CALLERS)
const run = randomUUID().slice(0, 8)
const contender: Contender = {
  name: 'everything on',
  pids: site.pids,
  step: (one, count) => caller.send(`${run}-${one}-${count % STREAMS}`, 'RecordInterview', interview),
}

await warmUp(CALLERS, contender)
const { perSecond, cpuMs } = await measured(CALLERS, contender, seconds)
console.log(`${CALLERS} callers ${Math.round(perSecond)}/s, ${costOf(cpuMs)}`)
const signal = () => {
  for (const pid of Object.values(site.pids)) process.kill(pid, 'SIGUSR2')
}
signal()
await measured(CALLERS, contender, seconds)
signal()
for (const [name, pid] of Object.entries(site.pids)) {
  console.log(`main thread of the ${name}`)
  for (const { part, share } of sharesOf(await profileOf(pid), root)) {
    if (share >= SMALLEST) console.log(`  ${(100 * share).toFixed(1).padStart(5)} %  ${part}`)
  }
}
await caller.close()
await site.stop()
rmSync(folder, { recursive: true, force: true })
process.exit(0)

/** The profile that a process writes when it is told to end it. */
async function profileOf(pid: number): Promise<Profile> {
  const file = join(folder, `${pid}.json`)
  for (let tries = 0; tries < 300; tries++) {
    const text = existsSync(file) ? readFileSync(file, 'utf8') : ''
    if (text.endsWith('}')) return JSON.parse(text) as Profile
    await sleep(100)
  }
  throw new Error(`Process ${pid} wrote no profile.`)
}

import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePorts } from '../../infra/launcher/ports.ts'
import { option } from '../../services/joint-operations/bench/measure.ts'
import { startBare } from './bare-agency.ts'
import { openCommandCaller } from './command-caller.ts'
import {
  type Contender,
  costOf,
  type Figures,
  inTurns,
  median,
  sumOf,
  typicalOf,
  warmUp,
} from './contender.ts'
import { type PartOfTrust, partsOfTrust } from './parts-of-trust.ts'

/*
 * What trust costs a command on its whole path: HTTP to an agency's process, from there gRPC to the node's process, one
 * sync for whoever waits, and back. Once as it is run (token, policy, seal, chain, signature) and once with nothing of
 * that, in turns, so that what else the machine does falls on both alike.
 *
 *   pnpm bench trust [--seconds=0.25] [--rounds=40]
 */
const seconds = option('seconds', 0.25)
const rounds = option('rounds', 40)
const STREAMS = 64
const MOST_CALLERS = 32
const MARK = 1.3

const folder = mkdtempSync(join(tmpdir(), 'concord-bench-'))
const withoutTrust = new URL('./agency-without-trust.ts', import.meta.url).pathname
const sites = [
  { name: 'everything on', site: await startBare(join(folder, 'on'), await freePorts(1)) },
  { name: 'everything off', site: await startBare(join(folder, 'off'), await freePorts(1), withoutTrust) },
]

/** Somebody is interviewed, whose name is sealed where anything is. */
const interview = { interview: { subject: 'P-1', name: 'Ganbold' }, by: 'P-0417' }

const contend = async (callers: number): Promise<readonly (readonly Figures[])[]> => {
  const run = randomUUID().slice(0, 8)
  const open = sites.map(({ name, site }) => {
    const caller = openCommandCaller(site.url, site.token, callers)
    const contender: Contender = {
      name,
      pids: site.pids,
      step: (one, count) => caller.send(`${run}-${one}-${count % STREAMS}`, 'RecordInterview', interview),
    }
    return { caller, contender }
  })
  const contenders = open.map(({ contender }) => contender)
  if (callers === MOST_CALLERS) for (const contender of contenders) await warmUp(callers, contender)
  const found = await inTurns(callers, contenders, seconds, rounds)
  await Promise.all(open.map(({ caller }) => caller.close()))
  return found
}

const verdict = (ratio: number): string => `mark ${MARK}: ${ratio <= MARK ? 'reached' : 'MISSED'}`

const { onUs, trustUs } = await compare(MOST_CALLERS)
await compare(1)

const parts = await partsOfTrust(join(folder, 'parts'))
const known = parts.atTheWriter.reduce((sum, { us }) => sum + us, 0)
console.log(
  `\nof ${Math.round(onUs)} µs of processor time that a command of ${MOST_CALLERS} callers costs, trust is ${Math.round(trustUs)};` +
    `\nits parts by themselves are ${Math.round(known)}, and what is between is not told apart`,
)
tell('at the writer', parts.atTheWriter)
tell('of that', parts.ofTheEvent)
tell('at a reader', parts.atTheReader)
for (const { site } of sites) await site.stop()
rmSync(folder, { recursive: true, force: true })
process.exit(0)

function tell(where: string, found: readonly PartOfTrust[]): void {
  console.log(`  ${where}`)
  for (const { name, us } of found) {
    console.log(`    ${name.padEnd(44)} ${us.toFixed(1).padStart(6)} µs  ${((100 * us) / onUs).toFixed(1)} %`)
  }
}

/**
 * Prints what it costs with everything on and off; gives the processor time of a command with everything on, and what
 * of it is trust, in microseconds.
 */
async function compare(callers: number): Promise<{ readonly onUs: number; readonly trustUs: number }> {
  const [on, off] = (await contend(callers)) as [readonly Figures[], readonly Figures[]]
  for (const [index, { name }] of sites.entries()) {
    const typical = typicalOf([on, off][index]!)
    console.log(
      `${String(callers).padStart(2)} callers  ${name.padEnd(14)} ${Math.round(typical.perSecond)}/s, ${costOf(typical.cpuMs)}`,
    )
  }
  // Of the two turns that follow each other, because the machine changes.
  const time = median(on.map(({ perSecond }, round) => off[round]!.perSecond / perSecond))
  const processor = median(on.map(({ cpuMs }, round) => sumOf(cpuMs) / sumOf(off[round]!.cpuMs)))
  console.log(
    `            on against off: ${time.toFixed(2)} of the time (${verdict(time)}), ${processor.toFixed(2)} of the processor time`,
  )
  return {
    onUs: 1000 * median(on.map(({ cpuMs }) => sumOf(cpuMs))),
    trustUs: 1000 * median(on.map(({ cpuMs }, round) => sumOf(cpuMs) - sumOf(off[round]!.cpuMs))),
  }
}

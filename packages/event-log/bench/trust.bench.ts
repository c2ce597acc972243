import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { catchUpTree, headSigner, openEventLog, openLogTree } from '../index.ts'
import { appendCost } from './append-cost.ts'
import { type ProcessorTime, verificationRates } from './verification-cost.ts'
import { agencies, openBenchSite, writeLog } from './written-log.ts'

/*
 * What trust costs at the edge of the log: verifying all of it against reading it through the client, and an append
 * against one through the bare client.
 *
 *   pnpm bench trust [--events=100000] [--appends=1000] [--rounds=3] [--keep=FOLDER]
 *
 * A million events take minutes to write: `--keep` leaves the log in a folder, and measures the one that is there.
 */
const { values } = parseArgs({
  strict: false,
  options: {
    events: { type: 'string' },
    appends: { type: 'string' },
    rounds: { type: 'string' },
    keep: { type: 'string' },
  },
})
const events = Number(values.events ?? 100_000)
const appends = Number(values.appends ?? 1_000)
const rounds = Number(values.rounds ?? 3)
/** Events between two heads: as many as the centre lets pass at most. */
const HEAD_EVERY = 10_000

const site = await openBenchSite(values.keep as string | undefined)
const { connectionString, keys, folder } = site
// A disk that is busy with a log of a million events may keep a writer waiting for longer than callers would.
const police = openEventLog({ connectionString, agencies, keys, agency: 'police', deadlineMs: 120_000 })
const joc = openEventLog({ connectionString, agencies, keys, agency: 'joc', deadlineMs: 120_000 })
await police.enrol()
await joc.enrol()
const tree = openLogTree(join(folder, 'tree'))
const signHead = headSigner({ log: joc, agency: 'joc', tree })
const parts = site.isWritten ? 0 : Math.max(20, events / HEAD_EVERY)
for (let part = 0; part < parts; part++) {
  await writeLog(police, events / parts, events / parts / 20, part)
  await catchUpTree(joc, tree)
  await signHead()
}

// First, because the bare appends leave events that nobody signed for.
const rates = await verificationRates(site, rounds)
const inWords = (rate: number): string => `${Math.round(rate).toLocaleString('en')} events/s`
const ratio = rates.verified / rates.read
console.log(`${rates.events.toLocaleString('en')} events in streams of 20, ${rates.threads} threads`)
const cpu = ({ own, store }: ProcessorTime): string =>
  `${own.toFixed(0)} µs of processor time an event here, ${store.toFixed(0)} µs in the store`
console.log(`  read through the client       ${inWords(rates.read)}, ${cpu(rates.cpuUs.read)}`)
console.log(
  `  read and verified             ${inWords(rates.verified)}, ${ratio.toFixed(2)} of reading (mark 1: ${ratio >= 1 ? 'reached' : 'MISSED'}), ${cpu(rates.cpuUs.verified)}`,
)
// Reading can't be quicker than the busier of its two processes, and verifying not than all threads' processors together.
const { read, verified } = rates.cpuUs
const allowed = (rates.threads * Math.max(read.own, read.store)) / (verified.own + verified.store)
console.log(`  where nothing ever waits      ${allowed.toFixed(2)} of reading`)
console.log(`  with every signature          ${inWords(rates.verifiedEvery)}`)
console.log(
  `  checked, once in memory       ${inWords(rates.checked)}, ${(rates.checked / rates.read).toFixed(2)} of reading`,
)
console.log(`  Ed25519 alone                 ${inWords(rates.signatures)}`)

// Not into a log that is kept: it would never verify again.
for (const callers of values.keep === undefined ? [1, 32] : []) {
  const { onUs, offUs, ratio } = await appendCost(site, police, callers, appends)
  console.log(
    `append at the edge, ${callers} callers: ${onUs.toFixed(0)} µs with everything on, ${offUs.toFixed(0)} µs through the bare client: ${ratio.toFixed(2)} times`,
  )
}

tree.close()
await police.close()
await joc.close()
await site.remove()

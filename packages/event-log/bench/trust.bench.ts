import { join } from 'node:path'
import { catchUpTree, headSigner, openEventLog, openLogTree } from '../index.ts'
import { measureTrust } from './trust-cost.ts'
import { agencies, openBenchSite, writeLog } from './written-log.ts'

/* node packages/event-log/bench/trust.bench.ts [events] [appends]: what signing, sealing and verifying cost. */
const events = Number(process.argv[2] ?? 100_000)
const appends = Number(process.argv[3] ?? 1_000)
const HEADS = 20

const site = await openBenchSite()
const { connectionString, keys, folder } = site
const police = openEventLog({ connectionString, agencies, keys, agency: 'police' })
const joc = openEventLog({ connectionString, agencies, keys, agency: 'joc' })
await police.enrol()
await joc.enrol()
const tree = openLogTree(join(folder, 'tree'))
const signHead = headSigner({ log: joc, agency: 'joc', tree })
for (let part = 0; part < HEADS; part++) {
  await writeLog(police, events / HEADS, events / HEADS / 20, part)
  await catchUpTree(joc, tree)
  await signHead()
}

const { signUs, verifyUs, sealUs, append, verification } = await measureTrust(site, police, appends)
console.log(`sign one event       ${signUs.toFixed(1)} µs`)
console.log(`verify one signature ${verifyUs.toFixed(1)} µs`)
console.log(`seal one field       ${sealUs.toFixed(1)} µs`)
for (const { callers, onUs, offUs, ratio } of append) {
  console.log(
    `append, ${callers} callers: ${onUs.toFixed(0)} µs with everything on, ${offUs.toFixed(0)} µs bare: ${ratio.toFixed(2)} times`,
  )
}
const { events: read, readS, verifyS, ratio } = verification
console.log(
  `${read} events: verified in ${verifyS.toFixed(1)} s, read through the client in ${readS.toFixed(1)} s: ${ratio.toFixed(2)} times as fast`,
)

tree.close()
await police.close()
await joc.close()
await site.remove()

import { EventStoreDBClient, eventTypeFilter, START } from '@eventstore/db-client'
import type { Verification } from '../checking/check.ts'
import { openEventLog } from '../index.ts'
import { agencies, openBenchSite, writeLog } from './written-log.ts'

const events = Number(process.argv[2] ?? 60_000)
const streams = Number(process.argv[3] ?? 3_000)

const site = await openBenchSite()
const { connectionString, keys } = site
const log = openEventLog({ connectionString, agencies, keys, agency: 'police' })
await log.enrol()
await writeLog(log, events, streams)

const client = EventStoreDBClient.connectionString(connectionString)
const bare = async (): Promise<number> => {
  let count = 0
  const filter = eventTypeFilter({ regex: '^[^$].*' })
  const subscription = client.subscribeToAll({ fromPosition: START, filter })
  for await (const { event } of subscription) if (event && ++count >= events) break
  return count
}
const follow = async (verify: Verification): Promise<number> => {
  const reader = openEventLog({ connectionString, agencies, keys, verify })
  const end = new AbortController()
  let count = 0
  for await (const batch of reader.follow({ signal: end.signal })) {
    for (const item of batch) {
      if (item.kind === 'event') count += 1
      if (item.kind === 'refused') throw new Error(item.event.detail)
    }
    if (count >= events) end.abort()
  }
  void reader.close()
  return count
}
const rate = async (name: string, run: () => Promise<number>): Promise<number> => {
  const start = performance.now()
  const before = process.cpuUsage()
  const count = await run()
  const perSecond = count / ((performance.now() - start) / 1000)
  const { user, system } = process.cpuUsage(before)
  console.log(
    `${name}: ${Math.round(perSecond)} events/s, ${((user + system) / count).toFixed(1)} µs of CPU an event`,
  )
  return perSecond
}

await bare()
for (let round = 0; round < 2; round++) {
  const base = await rate('bare client, for await', bare)
  for (const verify of ['none', 'chain-heads', 'every'] as const) {
    const ours = await rate(`follow, verify ${verify}`, () => follow(verify))
    console.log(`  ${(ours / base).toFixed(2)} of the bare client`)
  }
}
await client.dispose()
await log.close()
await site.remove()

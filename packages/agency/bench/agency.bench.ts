import { randomUUID } from 'node:crypto'
import { Agent, request } from 'node:http'
import { startAgencyInTest, yesterday } from '../testing/agency-in-test.ts'

/*
 * How many commands and how many lines of a batch one agency takes a second, through HTTP, gRPC and a synced store, all
 * in this process: `node packages/agency/bench/agency.bench.ts`. Figures are of this machine at this moment.
 */

const SECONDS = Number(process.argv[2] ?? 4)
const parks = await startAgencyInTest({
  CONCORD_REQUESTS_PER_MINUTE: '100000000',
  CONCORD_LOG_LEVEL: 'silent',
})
const token = await parks.token({ roles: ['importer', 'duty-officer'] })
const agent = new Agent({ keepAlive: true, maxSockets: 64 })

const post = (path: string, type: string, body: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const sent = request(`${parks.agency.url}${path}`, {
      agent,
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': type, 'idempotency-key': randomUUID() },
    })
    sent.on('error', reject)
    sent.on('response', (answer) => {
      let text = ''
      answer.on('data', (part) => {
        text += part
      })
      answer.on('end', () => resolve(text))
    })
    sent.end(body)
  })

const body = JSON.stringify({
  occurredAt: yesterday,
  summary: 'Smoke in the north',
  data: { areaHa: 3, place: 'ridge' },
})

interface Figures {
  readonly perSecond: number
  /** Of the store, the service and the sender together: what remains comparable on a busy machine. */
  readonly cpuMsEach: number
}

const figures = (done: number, startMs: number, startCpu: NodeJS.CpuUsage): Figures => {
  const { user, system } = process.cpuUsage(startCpu)
  return {
    perSecond: Math.round((done / (performance.now() - startMs)) * 1000),
    cpuMsEach: Math.round((user + system) / done) / 1000,
  }
}

const single = async (
  callers: number,
  incidentOf: (caller: number, n: number) => string,
): Promise<Figures> => {
  const startMs = performance.now()
  const startCpu = process.cpuUsage()
  let done = 0
  await Promise.all(
    Array.from({ length: callers }, async (_, caller) => {
      for (let n = 0; performance.now() - startMs < SECONDS * 1000; n++) {
        await post(`/v1/incidents/${incidentOf(caller, n)}/commands/ReportFire`, 'application/json', body)
        done++
      }
    }),
  )
  return figures(done, startMs, startCpu)
}

const batch = async (incidents: number, each: number): Promise<Figures & { readonly recorded: number }> => {
  const run = randomUUID().slice(0, 8)
  const lines: string[] = []
  for (let incident = 0; incident < incidents; incident++) {
    for (let n = 0; n < each; n++) {
      const reference = `${run}-${incident}-${n}`
      lines.push(
        JSON.stringify({
          type: 'FireSeen',
          incident: `B-${run}-${incident}`,
          reference,
          system: 'bench',
          occurredAt: yesterday,
          recordedAt: yesterday,
          data: { areaHa: n },
        }),
      )
    }
  }
  const startMs = performance.now()
  const startCpu = process.cpuUsage()
  const text = await post('/v1/commands', 'application/x-ndjson', lines.join('\n'))
  const recorded = text.split('\n').filter((line) => line.includes('"status":201')).length
  return { ...figures(lines.length, startMs, startCpu), recorded }
}

console.table({
  'single, 1 caller, one incident': await single(1, () => 'ONE'),
  'single, 32 callers, an incident each': await single(32, (caller) => `C-${caller}`),
  'single, 32 callers, a new incident each time': await single(32, () => randomUUID()),
  'single, 32 callers, one incident': await single(32, () => 'ALL'),
  'batch lines, 1,000 incidents of 5': await batch(1_000, 5),
})
agent.destroy()
await parks.stop()

import type { Policy, Reader, TokenVerifier } from '@concord/access'
import { createAlarm, readConfiguration, serve } from '@concord/agency'
import { ok } from '@concord/kernel'
import { pino } from 'pino'
import { openCommandDesk } from '../../packages/agency/commands/command-desk.ts'
import { createCommandDigest } from '../../packages/agency/commands/command-digest.ts'
import { createApp } from '../../packages/agency/http/app.ts'
import { createMetrics } from '../../packages/agency/http/metrics.ts'
import { countedDesk } from '../../packages/agency/process/counted-desk.ts'
import { openPlainLog } from '../../packages/event-log/bench/plain-log.ts'
import { roster } from '../../services/roster.ts'

/*
 * An agency's process with the same API, desk and decider as any, and nothing of what makes its record evidence: no
 * signature, chain, seal, policy or token. A benchmark sets the real process against it. No configuration leads here.
 */

const [definition] = roster
const configuration = readConfiguration(process.env)
const log = { ...openPlainLog(configuration.log, [definition!]), follow: () => nothing() }
const alarm = createAlarm()
const metrics = createMetrics(definition!.name, { inFlight: () => desk.inFlight(), alarm })
const somebody: Reader = {
  agency: definition!.name,
  subject: 'somebody',
  roles: ['duty-officer'],
  purpose: undefined,
  case: undefined,
}
const allowed = () => ok({ by: [] })
const policy = () => ({ mayCommand: allowed, mayRelease: allowed }) as unknown as Policy
const desk = countedDesk(
  openCommandDesk({
    definition: definition!,
    log,
    clock: Date.now,
    policy,
    readers: { agencies: roster.map(({ name }) => name), partners: [] },
    digest: createCommandDigest(Buffer.alloc(32)),
    marking: configuration.marking,
    mostInFlight: configuration.mostInFlight,
    mostStreams: configuration.mostStreams,
  }),
  new Set(definition!.events.map(({ command }) => command)),
  metrics,
)
const verifier: TokenVerifier = { verify: async () => ok(somebody) }
const app = createApp({
  definition: definition!,
  log,
  desk,
  policy,
  isDestroyed: () => false,
  verifier,
  logger: pino({ level: configuration.logLevel }),
  metrics,
  alarm,
  clock: Date.now,
  asksForCertificates: false,
  halted: () => undefined,
  limits: { ...configuration, mostLines: 256, mostBatchBytes: 1_048_576 },
})
const { url } = await serve(app, configuration, { mostConnections: 2_048, requestTimeout: 0 })
console.log(`ready at ${url}`)
process.once('SIGTERM', () => void log.close().then(() => process.exit(0)))

async function* nothing(): AsyncGenerator<never> {}

import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Alarm } from '../process/alarm.ts'

/** What a process counts about itself, for Prometheus. */
export interface AgencyMetrics {
  readonly registry: Registry
  readonly request: (route: string, method: string, status: number, durationMs: number) => void
  readonly command: (command: string, outcome: string) => void
  readonly refusedEvent: (reason: string) => void
  /** Whether commands can be taken, as `/health/ready` has it. */
  readonly ready: (isReady: boolean) => void
  /** About how many persons something is held past its date. */
  readonly overdueSubjects: (count: number) => void
}

/** What is asked when somebody looks. */
interface Looked {
  /** How many commands are being worked on. */
  readonly inFlight: () => number
  readonly alarm: Pick<Alarm, 'standing'>
}

/** Begins to count. */
export const createMetrics = (agency: string, { inFlight, alarm }: Looked): AgencyMetrics => {
  const registry = new Registry()
  registry.setDefaultLabels({ agency })
  collectDefaultMetrics({ register: registry })
  const registers = [registry]
  const requests = new Histogram({
    name: 'concord_http_request_duration_seconds',
    help: 'How long requests took, by route.',
    labelNames: ['route', 'method', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
    registers,
  })
  const commands = new Counter({
    name: 'concord_commands_total',
    help: 'Commands, single ones and lines of batches, by name and by what became of them: recorded, repeated, dry-run, or the code of a problem.',
    labelNames: ['command', 'outcome'],
    registers,
  })
  const refused = new Counter({
    name: 'concord_refused_events_total',
    help: 'Events found in the log that must not be built upon, by reason.',
    labelNames: ['reason'],
    registers,
  })
  const overdue = new Gauge({
    name: 'concord_overdue_subjects',
    help: 'Persons about whom something is held past its date, because it could not be purged.',
    registers,
  })
  const ready = new Gauge({
    name: 'concord_ready',
    help: '1 while commands can be taken; /health/ready says why not.',
    registers,
  })
  new Gauge({
    name: 'concord_alarm',
    help: '1 while the process needs an operator; /health/ready says why.',
    registers,
    collect() {
      this.set(alarm.standing() === undefined ? 0 : 1)
    },
  })
  new Gauge({
    name: 'concord_commands_in_flight',
    help: 'Commands being worked on.',
    registers,
    collect() {
      this.set(inFlight())
    },
  })
  return {
    registry,
    request: (route, method, status, durationMs) =>
      requests.observe({ route, method, status }, durationMs / 1000),
    command: (command, outcome) => commands.inc({ command, outcome }),
    refusedEvent: (reason) => refused.inc({ reason }),
    ready: (isReady) => ready.set(isReady ? 1 : 0),
    overdueSubjects: (count) => overdue.set(count),
  }
}

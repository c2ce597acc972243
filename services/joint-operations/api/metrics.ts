import type { Alarm } from '@concord/agency'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Standing } from '../picture/picture.ts'

/** What the process counts about itself, for Prometheus. Nothing of what was asked or answered. */
export interface JointMetrics {
  readonly registry: Registry
  readonly request: (route: string, status: number, durationMs: number) => void
  readonly fault: () => void
  /** An event that nothing could be made of, or not all. */
  readonly setAside: (reason: string) => void
  readonly streamOpened: () => void
  readonly streamClosed: () => void
}

/** What is asked when somebody looks. */
interface Looked {
  readonly standing: () => Standing
  readonly alarm: Pick<Alarm, 'standing'>
  readonly isReady: () => boolean
}

/** Begins to count. */
export const createMetrics = (looked: Looked): JointMetrics => {
  const registry = new Registry()
  registry.setDefaultLabels({ service: 'joint-operations' })
  collectDefaultMetrics({ register: registry })
  const registers = [registry]
  const requests = new Histogram({
    name: 'concord_http_request_duration_seconds',
    help: 'How long requests took, by route; streams count from their first to their last byte.',
    labelNames: ['route', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
    registers,
  })
  const faults = new Counter({
    name: 'concord_api_faults_total',
    help: 'Answers that failed because of a fault on this side.',
    registers,
  })
  const aside = new Counter({
    name: 'concord_picture_set_aside_events_total',
    help: 'Events, since the start, that the picture could make nothing of, or not all that it should.',
    labelNames: ['reason'],
    registers,
  })
  const streams = new Gauge({
    name: 'concord_api_streams',
    help: 'Subscriptions that are open.',
    registers,
  })
  lookedAt(registry, looked)
  return {
    registry,
    request: (route, status, durationMs) => requests.observe({ route, status }, durationMs / 1000),
    fault: () => faults.inc(),
    setAside: (reason) => aside.inc({ reason }),
    streamOpened: () => streams.inc(),
    streamClosed: () => streams.dec(),
  }
}

/** What is read off whenever somebody looks, and not counted meanwhile. */
const lookedAt = (registry: Registry, { standing, alarm, isReady }: Looked): void => {
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(read())
      },
    })
  gauge('concord_ready', '1 once questions are answered.', () => Number(isReady()))
  gauge('concord_alarm', '1 while the process needs an operator; /health/ready says why.', () =>
    Number(alarm.standing() !== undefined),
  )
  gauge('concord_picture_position', 'How far the picture has folded the log.', () =>
    Number(standing().position),
  )
  gauge(
    'concord_picture_lag_seconds',
    'How far the picture is behind the log.',
    () => standing().lagMs / 1000,
  )
  gauge('concord_picture_stale', '1 while the log cannot be followed.', () => Number(standing().stale))
  gauge('concord_picture_refused_events', 'Events that the checks refused.', () => standing().refused)
}

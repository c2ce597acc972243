import { createHash } from 'node:crypto'
import type { Marking } from '@concord/kernel'
import type { JournalBatch } from '@concord/projection'
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'

/** What a synthetic log is made of. The same numbers give the same log. */
export interface SyntheticLog {
  readonly incidents: number
  readonly eventsPerIncident: number
  /** Incidents that run at the same time. */
  readonly open: number
}

const agencies = ['police', 'border', 'corrections', 'emergency'] as const
const everybody: Marking = { tlp: 'AMBER', releaseTo: [...agencies, 'joc'] }
const twoOnly: Marking = { tlp: 'AMBER', releaseTo: ['police', 'joc'] }
const START_MS = Date.UTC(2024, 0, 1)
const PACE_MS = 20_000

/**
 * Batches for a journal as a follower of a real log would get them: incidents run side by side, each is opened,
 * acknowledged, reported on and closed; one event in twenty is late, one in a hundred corrects another, one in thirty
 * is for two agencies only. Those that run when the last incident has been opened are left open.
 */
export function* syntheticLog({ incidents, eventsPerIncident, open }: SyntheticLog): Generator<JournalBatch> {
  const source = xoroshiro128plus(1)
  const chance = (): number => uniformFloat64(source)
  const running: Incident[] = []
  let made = 0
  let written = 0
  let fields: string[] = []
  let bytes = 0
  const total = incidents * eventsPerIncident
  const batch = (): JournalBatch => ({ fields, refused: [], position: String(written * 1000), bytes })
  while (written < total && made < incidents) {
    while (running.length < open && made < incidents) running.push({ number: made++, step: 0, events: [] })
    const at = Math.floor(chance() * running.length)
    const incident = running[at]!
    written += 1
    const before = fields.length
    pushEvent(fields, incident, written, eventsPerIncident, chance)
    for (let index = before; index < fields.length; index++) bytes += fields[index]!.length
    incident.step += 1
    if (incident.step === eventsPerIncident) {
      running[at] = running.at(-1)!
      running.pop()
    }
    if (fields.length >= 8 * 1000) {
      yield batch()
      fields = []
      bytes = 0
    }
  }
  if (fields.length > 0) yield batch()
}

interface Incident {
  readonly number: number
  step: number
  readonly events: { readonly id: string; readonly stream: string }[]
}

const pushEvent = (
  fields: string[],
  incident: Incident,
  ordinal: number,
  last: number,
  chance: () => number,
): void => {
  const { step, number } = incident
  const isLast = step === last - 1
  const agency = isLast ? 'joc' : agencies[(number + Math.floor(step / 3)) % agencies.length]!
  const stream = `${isLast ? 'incident' : agency}-INC-${number}`
  const recordedMs = START_MS + ordinal * PACE_MS
  const lateMs = chance() < 0.05 ? chance() * 6 * 3_600_000 : chance() * 15_000
  const occurredMs = step === 0 ? recordedMs - 20_000 : recordedMs - lateMs
  const id = idOf(ordinal)
  const earlier = incident.events.findLast((one) => one.stream === stream)
  const corrects = earlier !== undefined && chance() < 0.01 ? earlier.id : undefined
  const { type, content } = isLast ? { type: 'IncidentClosed', content: {} } : contentOf(step, number, chance)
  const metadata = {
    $correlationId: id,
    $causationId: id,
    actor: { subject: `duty-${number % 40}`, role: 'duty-officer', agency },
    agency,
    commandId: id,
    commandDigest: 'c5yGJ2hWwYt0b0mF7m3r3nYl1ZJv9bq5y0mQ8nYvE1k',
    marking: chance() < 0.03 ? { ...twoOnly, releaseTo: [...twoOnly.releaseTo!, agency] } : everybody,
    mode: 'operational',
    occurredAt: new Date(occurredMs).toISOString(),
    previousHash: step === 0 ? null : 'mF7m3r3nYl1ZJv9bq5y0mQ8nYvE1kc5yGJ2hWwYt0b0',
    reference: `S${ordinal}`,
    schemaVersion: 1,
    ...(corrects !== undefined && { corrects }),
    summary: 'Patrol reports what was seen at the place of the incident',
    signature: {
      alg: 'Ed25519',
      kid: `${agency}-2024-1`,
      value:
        'Zm9vYmFyMTIzNDU2Nzg5MGFiY2RlZmdoaWprbG1ub3BxcnN0dXZ3eHl6QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVoxMjM0NTY3',
    },
  }
  fields.push(
    id,
    type,
    stream,
    String(step),
    String(ordinal * 1000),
    new Date(recordedMs).toISOString(),
    JSON.stringify(content),
    JSON.stringify(metadata),
  )
  incident.events.push({ id, stream })
}

const contentOf = (step: number, number: number, chance: () => number) => {
  const lat = 46 + (number % 600) / 100
  const lon = 90 + (number % 2900) / 100
  if (step === 0) {
    const kind = ['wildfire', 'livestock-theft', 'border-violation', 'traffic', 'search'][number % 5]
    const severity = ['Minor', 'Moderate', 'Severe'][number % 3]
    return {
      type: 'IncidentOpened',
      content: { kind, title: `Incident ${number}`, severity, lat, lon, area: String(2100 + (number % 330)) },
    }
  }
  if (step === 1) return { type: 'IncidentAcknowledged', content: {} }
  if (step === 5) return { type: 'IncidentStatusReported', content: { status: 'contained' } }
  if (step % 3 === 2) {
    return {
      type: 'UnitStatusReported',
      content: { unit: `U-${number % 90}`, status: step > 4 ? 'on-scene' : 'dispatched', kind: 'PATROL' },
    }
  }
  if (step % 3 === 0) {
    return {
      type: 'FactStated',
      content: { about: 'incident', name: 'people', value: Math.floor(chance() * 20), unit: 'people' },
    }
  }
  const observation = `Two riders with some fifteen horses going north along the dry river bed, seen from post ${number}`
  return { type: 'FieldObservation', content: { observation, grade: 'B2' } }
}

/** A random-looking UUID, the same for the same number. */
const idOf = (ordinal: number): string => {
  const hex = createHash('md5').update(String(ordinal)).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`
}

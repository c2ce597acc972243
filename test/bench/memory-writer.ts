import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { openAgencyKeys, openEventLog } from '@concord/event-log'
import type { NewEvent } from '@concord/kernel'
import { roster } from '../../services/roster.ts'

/* Writes one agency's part of a large log: node memory-writer.ts <agency> <connection string> <keys> <events> */
const [agency = '', connectionString = '', keyFolder = '', events = '0'] = process.argv.slice(2)
const PER_STREAM = 10
const TOGETHER = 40
const MOST_TRIES = 10

const keys = openAgencyKeys(keyFolder)
const log = openEventLog({ connectionString, agencies: roster, keys, agency })
const streams = Math.ceil(Number(events) / PER_STREAM)
let started = 0
await Promise.all(Array.from({ length: TOGETHER }, writeStreams))
await log.close()
keys.close()

async function writeStreams(): Promise<void> {
  while (started < streams) {
    const incident = started++
    const head = { revision: 'no-stream', hash: null } as const
    const recorded = Array.from({ length: PER_STREAM }, (_, index) => newEvent(incident, index))
    await insist(() => log.append(`${agency}-INC-${incident}`, head, recorded))
  }
}

/** A store that falls behind is asked again: the same events twice are recorded once. */
async function insist(append: () => ReturnType<typeof log.append>): Promise<void> {
  for (let tries = 1; ; tries++) {
    const appended = await append()
    if (appended.ok) return
    if (appended.error.kind !== 'unavailable' || tries === MOST_TRIES) {
      throw new Error(JSON.stringify(appended.error))
    }
    await sleep(appended.error.retryAfterS * 1_000)
  }
}

function newEvent(incident: number, index: number): NewEvent {
  return {
    id: randomUUID(),
    ...said(incident, index),
    envelope: {
      schemaVersion: 1,
      commandId: randomUUID(),
      $correlationId: randomUUID(),
      $causationId: randomUUID(),
      reference: `${agency}-${incident}-${index}`,
      summary: 'Riders with horses going north',
      occurredAt: new Date().toISOString(),
      agency,
      actor: { subject: `duty-${incident % 40}`, role: 'duty-officer', agency },
      mode: 'operational',
      marking: { tlp: 'AMBER', releaseTo: roster.map(({ name }) => name) },
    },
  }
}

function said(incident: number, index: number): Pick<NewEvent, 'type' | 'data'> {
  if (index === 0) {
    const place = { lat: 46 + (incident % 600) / 100, lon: 90 + (incident % 2900) / 100 }
    return {
      type: 'IncidentOpened',
      data: { kind: 'livestock-theft', title: `Incident ${incident}`, ...place },
    }
  }
  if (index === 1) return { type: 'IncidentAcknowledged', data: {} }
  const observation = `Two riders with some fifteen horses going north along the dry river bed, seen from post ${index}`
  return { type: 'FieldObservation', data: { observation, grade: 'B2' } }
}

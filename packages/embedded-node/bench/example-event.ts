import { jsonEvent } from '@eventstore/db-client'
import type { ProposedEvent } from '../store/store.ts'

/** An event of usual size, some 250 bytes with its metadata. */
const content = (i: number) => ({
  incident: `northern-border-${i}`,
  place: 'Bayan-Uul soum, post 7',
  heads: i % 40,
  note: 'tracks lead north, fresh, three riders',
})
const metadata = {
  agency: 'police',
  actor: 'duty-sergeant',
  occurredAt: '2025-04-22T06:40:00+08:00',
  schemaVersion: 1,
}

export const example = (i: number) => jsonEvent({ type: 'SightingReported', data: content(i), metadata })

export const exampleProposed = (id: string, i: number): ProposedEvent => ({
  id,
  type: 'SightingReported',
  contentType: 'application/json',
  data: Buffer.from(JSON.stringify(content(i))),
  metadata: Buffer.from(JSON.stringify(metadata)),
})

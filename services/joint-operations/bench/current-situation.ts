import { incidentOfStream } from '@concord/incident'
import type { JournaledEvent, Projection } from '@concord/projection'

/** The upsert that a bare loop and the projection below both make, so that only the machinery differs. */
export const upsert = `INSERT INTO situation VALUES (?, ?, ?, ?, ?, 1) ON CONFLICT (incident) DO UPDATE SET
  type = excluded.type, agency = excluded.agency, occurred_at = excluded.occurred_at,
  summary = excluded.summary, events = events + 1`

export const situationTable = `CREATE TABLE situation (
  incident TEXT PRIMARY KEY, type TEXT NOT NULL, agency TEXT NOT NULL, occurred_at TEXT NOT NULL,
  summary TEXT, events INTEGER NOT NULL) STRICT, WITHOUT ROWID`

/** One event as the upsert wants it: both JSON texts are parsed, as any fold has to. */
export const situationRow = ({
  stream,
  type,
  data,
  metadata,
}: Pick<JournaledEvent, 'stream' | 'type' | 'data' | 'metadata'>) => {
  const content = JSON.parse(data) as { readonly title?: string }
  const envelope = JSON.parse(metadata) as {
    readonly agency: string
    readonly occurredAt: string
    readonly summary?: string
  }
  return [
    incidentOfStream(stream),
    type,
    envelope.agency,
    envelope.occurredAt,
    content.title ?? envelope.summary ?? null,
  ] as const
}

/** The smallest projection: the last event of each incident. What a projector costs shows best on it. */
export const currentSituation: Projection = {
  name: 'current-situation',
  version: 1,
  meaning: '',
  schema: situationTable,
  open: (database) => {
    const put = database.prepare(upsert)
    return {
      apply: (events) => {
        for (const event of events) put.run(...situationRow(event))
      },
    }
  },
}

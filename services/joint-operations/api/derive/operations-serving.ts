import { incidentTopic, type Moment } from '@concord/incident'
import type { Reading } from '../reading.ts'
import { type IncidentNode, listedIncident } from '../schema/incident-node.ts'

const seen = new WeakMap<Reading, Map<string, readonly IncidentNode[]>>()

/** The operations and exercises of its own mode that serve an incident, among the hundred last changed; looked up once a request. */
export const operationsServing = (
  reading: Reading,
  { id, summary: { mode }, moment }: Pick<IncidentNode, 'id' | 'summary' | 'moment'>,
): readonly IncidentNode[] =>
  operations(reading, moment).filter(
    (one) =>
      one.summary.mode === mode && reading.topic(incidentTopic(one.id), moment)?.view.incidents.includes(id),
  )

const operations = (reading: Reading, moment: Moment): readonly IncidentNode[] => {
  const byMoment = seen.get(reading) ?? new Map<string, readonly IncidentNode[]>()
  seen.set(reading, byMoment)
  const known = moment.known && 'position' in moment.known ? `#${moment.known.position}` : moment.known?.at
  const key = `${known} ${moment.valid}`
  const before = byMoment.get(key)
  if (before) return before
  const page = reading.services.picture.incidents(
    reading.reader,
    { forms: ['operation', 'exercise'] },
    { by: 'changed', direction: 'descending' },
    { first: 100 },
    moment,
  )
  const found = page.items.map(({ incident }) => listedIncident(incident, moment))
  byMoment.set(key, found)
  return found
}

import { incidentTopic, type Moment } from '@concord/incident'
import type { Mode } from '@concord/kernel'
import { momentKey, type Reading } from '../reading.ts'
import { type IncidentNode, listedIncident } from '../schema/incident-node.ts'

const seen = new WeakMap<Reading, Map<string, readonly IncidentNode[]>>()

/** The operations and exercises that serve an incident, among the hundred of its own mode that changed last; looked up once a request. */
export const operationsServing = (
  reading: Reading,
  { id, summary: { mode }, moment }: Pick<IncidentNode, 'id' | 'summary' | 'moment'>,
): readonly IncidentNode[] =>
  operations(reading, mode, moment).filter((one) =>
    reading.topic(incidentTopic(one.id), moment)?.view.incidents.includes(id),
  )

const operations = (reading: Reading, mode: Mode, moment: Moment): readonly IncidentNode[] => {
  const byMoment = seen.get(reading) ?? new Map<string, readonly IncidentNode[]>()
  seen.set(reading, byMoment)
  const key = `${mode} ${momentKey(moment)}`
  const before = byMoment.get(key)
  if (before) return before
  const page = reading.services.picture.incidents(
    reading.reader,
    { forms: ['operation', 'exercise'], modes: [mode] },
    { by: 'changed', direction: 'descending' },
    { first: 100 },
    moment,
  )
  const found = page.items.map(({ incident }) => listedIncident(incident, moment))
  byMoment.set(key, found)
  return found
}

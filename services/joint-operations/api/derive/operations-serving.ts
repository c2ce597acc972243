import { incidentTopic, type Moment } from '@concord/incident'
import type { Mode } from '@concord/kernel'
import { momentKey, type Reading } from '../reading.ts'
import { type IncidentNode, listedIncident } from './incident-node.ts'

/**
 * The operations and exercises that serve an incident, among the hundred of its own mode that changed last; looked up
 * once a request.
 */
export const operationsServing = (
  reading: Reading,
  { id, summary: { mode }, moment }: Pick<IncidentNode, 'id' | 'summary' | 'moment'>,
): readonly IncidentNode[] =>
  operations(reading, mode, moment).filter((one) =>
    reading.topic(incidentTopic(one.id), moment)?.view.incidents.includes(id),
  )

const operations = (reading: Reading, mode: Mode, moment: Moment): readonly IncidentNode[] =>
  reading.once(`operations ${mode} ${momentKey(moment)}`, () => {
    const page = reading.services.picture.incidents(
      reading.reader,
      { forms: ['operation', 'exercise'], modes: [mode] },
      { by: 'changed', direction: 'descending' },
      { first: 100 },
      moment,
    )
    return page.items.map(({ incident }) => listedIncident(incident, moment))
  })

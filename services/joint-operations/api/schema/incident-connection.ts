import type { Moment } from '@concord/incident'
import type { IncidentFilter, IncidentOrder } from '../../picture/asked/incidents.ts'
import { listedIncident } from '../derive/incident-node.ts'
import type { Reading } from '../reading.ts'
import { connectionOf, type PageArguments, pageOf } from './page.ts'

/** Which incidents, in which order, at what moment. */
interface IncidentsAsked {
  readonly filter: IncidentFilter
  readonly order: IncidentOrder
  readonly moment: Moment
}

/** A page of incidents as a connection; imported records that they rest on are counted in the response. */
export const incidentConnection = (
  reading: Reading,
  { filter, order, moment }: IncidentsAsked,
  args: PageArguments,
) => {
  const request = pageOf(args)
  const page = reading.services.picture.incidents(reading.reader, filter, order, request, moment)
  reading.countImported(page.imported)
  const items = page.items.map(({ cursor, incident }) => ({ cursor, node: listedIncident(incident, moment) }))
  return { ...connectionOf(items, page, request.after), imported: page.imported }
}

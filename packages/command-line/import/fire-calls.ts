import type { Readable } from 'node:stream'
import { DateTime } from 'luxon'
import { z } from 'zod'
import { csvRows } from './csv-rows.ts'
import { bad, type ImportItem, type ReportLine, report } from './report-line.ts'

/** The columns of DataSF's "Fire Department Calls for Service" that say something to the picture. */
const rowSchema = z.object({
  'Call Number': z.string().regex(/^\d+$/),
  'Unit ID': z.string().min(1).max(32),
  'Call Type': z.string().min(1).max(128),
  'Received DtTm': z.string().min(1),
  'Entry DtTm': z.string(),
  'Dispatch DtTm': z.string(),
  'Response DtTm': z.string(),
  'On Scene DtTm': z.string(),
  'Transport DtTm': z.string(),
  'Hospital DtTm': z.string(),
  'Available DtTm': z.string(),
  'Call Final Disposition': z.string().max(128),
  Address: z.string().max(256),
  'Zipcode of Incident': z.string().max(16),
  'Final Priority': z.string().max(8),
  'Unit Type': z.string().max(64),
  Location: z.string(),
  RowID: z.string().min(1).max(64),
})

type Row = z.infer<typeof rowSchema>

const stamps = [
  ['Dispatch DtTm', 'dispatched'],
  ['Response DtTm', 'responding'],
  ['On Scene DtTm', 'on-scene'],
  ['Transport DtTm', 'transporting'],
  ['Hospital DtTm', 'at-hospital'],
  ['Available DtTm', 'available'],
] as const

/** The zone in which the control room's clocks hang. */
const CONTROL_ROOM_ZONE = 'America/Los_Angeles'

/**
 * Each call is an incident, each time stamp of a unit an event. A stamp that is missing gives no event; nothing is made
 * up for it. The call's end is told once the last of its units is free, which takes a table of the calls in memory.
 */
export async function* readFireCalls(
  input: Readable,
  options: { readonly file: string; readonly zone?: string },
): AsyncIterable<ImportItem> {
  const zone = options.zone ?? CONTROL_ROOM_ZONE
  const calls = new Map<string, Call>()
  for await (const read of csvRows(input, options.file, rowSchema)) {
    if ('row' in read) yield* readRow(read.place, read.row, calls, zone)
    else yield bad(read.place, read.detail)
  }
  for (const { row, lastFree } of calls.values())
    if (lastFree !== undefined) yield report(resolved(row, lastFree))
}

/** A call by its first row, and when the last of its units so far was free. */
interface Call {
  readonly row: Row
  lastFree: string | undefined
}

/** What one unit did at one call; the first row of a call opens its incident. */
function* readRow(place: string, row: Row, calls: Map<string, Call>, zone: string): Iterable<ImportItem> {
  const number = row['Call Number']
  if (!calls.has(number)) {
    const opened = openIncident(row, zone)
    if (!opened)
      return yield bad(place, `the time of receipt, ${row['Received DtTm']}, cannot be read in ${zone}`)
    for (const fault of faultsOf(row, zone)) yield bad(place, fault)
    calls.set(number, { row, lastFree: undefined })
    yield report(opened)
  }
  const call = calls.get(number)!
  for (const [column, status] of stamps.filter(([column]) => row[column] !== '')) {
    const at = localTime(row[column], zone)
    yield at === undefined
      ? bad(place, `${column} ${row[column]} cannot be read in ${zone}`)
      : report(unitStatus(row, status, at))
    if (status === 'available') call.lastFree = later(call.lastFree, at)
  }
}

/** The later of two times, or the one that is there. */
const later = (one: string | undefined, other: string | undefined): string | undefined => {
  if (one === undefined || other === undefined) return one ?? other
  return Date.parse(other) > Date.parse(one) ? other : one
}

const incidentOf = (row: Row): string => `SF-${row['Call Number']}`

/** What is told of a call and cannot be read: the call goes without it. */
const faultsOf = (row: Row, zone: string): readonly string[] => {
  const { 'Entry DtTm': entry, Location: location } = row
  return [
    ...(entry !== '' && localTime(entry, zone) === undefined
      ? [`Entry DtTm ${entry} cannot be read in ${zone}`]
      : []),
    ...(location !== '' && coordinates(location) === undefined
      ? [`Location ${location} is neither (latitude, longitude) nor POINT (longitude latitude)`]
      : []),
  ]
}

const openIncident = (row: Row, zone: string): ReportLine | undefined => {
  const receivedAt = localTime(row['Received DtTm'], zone)
  if (receivedAt === undefined) return undefined
  const enteredAt = localTime(row['Entry DtTm'], zone)
  return {
    type: 'IncidentOpened',
    incident: incidentOf(row),
    system: 'datasf',
    reference: row['Call Number'],
    occurredAt: receivedAt,
    recordedAt:
      enteredAt !== undefined && Date.parse(enteredAt) >= Date.parse(receivedAt) ? enteredAt : receivedAt,
    summary: `${row['Call Type']}, ${row.Address}`,
    data: {
      kind: slug(row['Call Type']),
      title: `${row['Call Type']}, ${row.Address}`,
      // Priority 3 is an emergency with lights and sirens; 2 is not.
      severity: row['Final Priority'] === '3' ? 'Severe' : 'Minor',
      certainty: 'Observed',
      ...(row['Zipcode of Incident'] === '' ? {} : { area: row['Zipcode of Incident'] }),
      ...(row.Address === '' ? {} : { address: row.Address }),
      ...coordinates(row.Location),
    },
  }
}

const unitStatus = (row: Row, status: string, at: string): ReportLine => ({
  type: 'UnitStatusReported',
  incident: incidentOf(row),
  system: 'datasf',
  reference: `${row.RowID}/${status}`,
  occurredAt: at,
  recordedAt: at,
  data: { unit: row['Unit ID'], status, ...(row['Unit Type'] === '' ? {} : { kind: row['Unit Type'] }) },
})

const resolved = (row: Row, at: string): ReportLine => ({
  type: 'IncidentStatusReported',
  incident: incidentOf(row),
  system: 'datasf',
  reference: `${row['Call Number']}/resolved`,
  occurredAt: at,
  recordedAt: at,
  data: {
    status: 'resolved',
    ...(row['Call Final Disposition'] === '' ? {} : { disposition: row['Call Final Disposition'] }),
  },
})

/**
 * A wall-clock time of the zone with the offset that held there. A time that the spring change skips is refused; of the
 * two readings of one that the autumn change repeats, the first is taken.
 */
export const localTime = (text: string, zone: string): string | undefined => {
  const local = DateTime.fromFormatParser(text, wallClock, { zone })
  // Luxon moves a skipped time an hour on; what comes out then is not what was written.
  if (!local.isValid || local.hour % 12 !== Number(text.slice(11, 13)) % 12) return undefined
  const [first] = local.getPossibleOffsets().toSorted((a, b) => a.toMillis() - b.toMillis())
  return (first ?? local).toISO({ suppressMilliseconds: true }) ?? undefined
}

const wallClock = DateTime.buildFormatParser('MM/dd/yyyy hh:mm:ss a', { locale: 'en-US' })

const number = String.raw`(-?\d+(?:\.\d+)?)`
const latLonPair = new RegExp(String.raw`^\(\s*${number},\s*${number}\s*\)$`)
const lonLatPoint = new RegExp(String.raw`^POINT\s*\(\s*${number}\s+${number}\s*\)$`, 'i')

/** As DataSF has written places over the years: `(37.73, -122.42)`, and `POINT (-122.42 37.73)`. */
const coordinates = (text: string): { readonly lat: number; readonly lon: number } | undefined => {
  const [pair, point] = [latLonPair.exec(text), lonLatPoint.exec(text)]
  const [lat, lon] = pair ? [pair[1], pair[2]] : point ? [point[2], point[1]] : []
  const isOnEarth = Math.abs(Number(lat)) <= 90 && Math.abs(Number(lon)) <= 180
  return isOnEarth ? { lat: Number(lat), lon: Number(lon) } : undefined
}

const slug = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')

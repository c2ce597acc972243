import { LRUCache } from 'lru-cache'
import type { Details } from '../../report-line.ts'
import { mergesIn } from './incidents.ts'

/** So many lines are remembered, the latest: what is said of one seldom comes later. */
const REMEMBERED_LINES = 100_000

/** By what lines say, the latest. Counted by size: for a `max` the library takes the room of all of them in advance. */
export const latestLines = <Said extends {}>(): LRUCache<string, Said> =>
  new LRUCache({ maxSize: REMEMBERED_LINES, sizeCalculation: () => 1 })

/** What earlier lines of a story say. */
export interface ToldBefore {
  /** The incidents of what goes by a reference: two agencies may use the same one for different things. */
  incidentsOf(reference: string): readonly string[]
  /** Whose record goes by a reference: of each agency that told of one under it. */
  ownersOf(reference: string): readonly string[]
  /** The incident under which an agency's record is kept. */
  incidentOf(agency: string, reference: string): string | undefined
  /** Whether an agency's record has a field, such as `interview.subject`, or what it stands in. */
  says(agency: string, reference: string, field: string): boolean
  /** Whose unit it is: of the first that told of it. */
  agencyOf(unit: string): string | undefined
  /** What an agency released, or no longer, by the line of that name. */
  releaseOf(agency: string, reference: string): Release | undefined
  /** Who asked by the line of that name to see something, and which record, where they named one. */
  releaseAsked(reference: string): Details | undefined
  /** What an agency merged or closed by the line of that name. */
  stepOf(agency: string, reference: string): Ending | undefined
  /** The merge by which an incident ended last, whoever told of it. */
  mergeOf(incident: string): Merge | undefined
  /** The request or task to which an agency's unit was bound last in an incident. */
  lastUse(line: Omit<RememberedLine, 'id' | 'type'>): Details | undefined
  /** Remembers a line by where it is kept, which may be another incident than the one it tells of. */
  remember(line: RememberedLine, keptIn: string): void
}

/** A line as much of it as later lines may refer to. */
export interface RememberedLine {
  readonly id: string
  readonly agency: string
  readonly type: string
  readonly incident: string
  readonly data: Details
}

/** What a line released to whom, or revoked: one record or several. */
export interface Release {
  readonly type: 'ReleaseGranted' | 'ReleaseRevoked'
  readonly event: unknown
  readonly to: unknown
}

/** Incidents that a line put together, and which of them goes on. */
export type Merge = ReturnType<typeof mergesIn>[number]

/** What a line did to incidents as a whole. */
export type Ending = { readonly merges: readonly Merge[] } | { readonly closed: string }

/** Remembers the lines of a story by these agencies. */
export const toldBefore = (agencies: readonly string[]): ToldBefore => {
  const records = latestLines<{ readonly incident: string; readonly fields: readonly string[] }>()
  const units = latestLines<string>()
  const releases = latestLines<Release>()
  const asked = latestLines<Details>()
  const uses = latestLines<Details>()
  const steps = latestLines<Ending>()
  const merges = latestLines<Merge>()
  const unitOf = ({ agency, incident, data }: Omit<RememberedLine, 'id' | 'type'>) =>
    `${agency} ${incident} ${data.unit}`
  const recordOf = (agency: string, reference: string) => records.get(`${agency} ${reference}`)
  return {
    lastUse: (line) => uses.get(unitOf(line)),
    incidentsOf: (reference) => agencies.flatMap((agency) => recordOf(agency, reference)?.incident ?? []),
    ownersOf: (reference) => agencies.filter((agency) => recordOf(agency, reference) !== undefined),
    incidentOf: (agency, reference) => recordOf(agency, reference)?.incident,
    says: (agency, reference, field) =>
      recordOf(agency, reference)?.fields.includes(field.split('.')[0]!) ?? false,
    agencyOf: (unit) => units.get(unit),
    releaseOf: (agency, reference) => releases.get(`${agency} ${reference}`),
    releaseAsked: (reference) => asked.get(reference),
    stepOf: (agency, reference) => steps.get(`${agency} ${reference}`),
    mergeOf: (incident) => merges.get(incident),
    remember: (told, keptIn) => {
      const line = { ...told, incident: keptIn }
      const { id, agency, type, incident, data } = line
      const { unit, event, to, request, task } = data
      const name = `${agency} ${id}`
      records.set(name, { incident, fields: Object.keys(data) })
      // Who decides about a unit is not whose unit it is.
      if (typeof unit === 'string' && type !== 'DecisionRecorded') units.set(unit, units.get(unit) ?? agency)
      switch (type) {
        case 'ResourceCommitted':
        case 'TaskAccepted':
          if (request !== undefined) uses.set(unitOf(line), { request })
          else if (task !== undefined) uses.set(unitOf(line), { task })
          break
        case 'ReleaseGranted':
        case 'ReleaseRevoked':
          releases.set(name, { type, event, to })
          break
        case 'ReleaseRequested':
          asked.set(id, { to: to ?? [agency], ...(event === undefined ? {} : { event }) })
          break
        case 'IncidentMerged':
          steps.set(name, { merges: mergesIn(told) })
          for (const merge of mergesIn(told)) merges.set(merge.merged, merge)
          break
        case 'IncidentClosed':
          steps.set(name, { closed: incident })
          break
      }
    },
  }
}

import type { FirmsDetection } from '../firms.ts'
import type { Details } from '../report-line.ts'
import { linkIn, paperOf, type StoryLine } from './earlier/incidents.ts'
import type { ToldBefore } from './earlier/told-before.ts'
import { allocated, factDecided, stepsOf, taskOf } from './tasks.ts'
import { dated } from './words/durations.ts'

/** What the older system knows besides the line itself. */
export interface OlderSystem {
  readonly before: ToldBefore
  /** The agencies of the roster: the words by which a story says whose task it is. */
  readonly agencies: readonly string[]
  /** The detections that a line refers to by the name of a file, where they are at hand. */
  readonly detections?: ((file: string) => Promise<readonly FirmsDetection[] | undefined>) | undefined
}

/** A line of which agency, in its own prose. */
export interface ToldLine extends StoryLine {
  readonly agency: string
  readonly occurredAt: string
  readonly summary?: string | undefined
  readonly legalBasis?: string | undefined
}

/**
 * A story tells some details only in its prose or leaves them to what was said before. They are written out here, where
 * the older system is known, and not guessed later: who does which task, whose unit a decision is about, and the
 * detections behind the name of a file.
 */
export const writtenOut = async (line: ToldLine, around: OlderSystem): Promise<Details> =>
  (await ways.get(line.type)?.(line, around)) ?? line.data

type Way = (line: ToldLine, around: OlderSystem) => Details | Promise<Details>

const joined: Way = (line) => ({ ...line.data, ...linkIn(line) })

const ordered: Way = (line) =>
  paperOf(line) === undefined ? line.data : { operation: line.incident, ...line.data }

/** People of whom it is not said to what they are bound are bound to the incident itself. */
const bound: Way = ({ data, incident }) =>
  'request' in data || 'task' in data ? data : { ...data, task: incident }

/** People let go of whom it is not said from what are let go from that to which they were bound last. */
const freed: Way = (line, around) => {
  const { data } = line
  const use = 'request' in data || 'task' in data ? undefined : around.before.lastUse(line)
  return use ? { ...data, ...use } : bound(line, around)
}

/** What has no name of its own in a story is the one of the incident. */
const named =
  (field: string): Way =>
  ({ data, incident }) => ({ [field]: incident, ...data })

const ways: ReadonlyMap<string, Way> = new Map<string, Way>([
  ['IncidentsLinked', joined],
  ['IncidentsUnlinked', joined],
  ['OrderIssued', ordered],
  ['OrderRevoked', ordered],
  ['PersonnelAssignedByOrder', ordered],
  [
    'JointOperationOpened',
    ({ data, occurredAt, summary = '' }, { agencies }) =>
      Array.isArray(data.tasks)
        ? { ...data, tasks: data.tasks.map((task) => dated(taskOf(task, summary, agencies), occurredAt)) }
        : data,
  ],
  ['TaskAssigned', ({ data, occurredAt }) => dated(data, occurredAt) as Details],
  ['DecisionRecorded', ({ data, incident }, { before }) => decided(data, incident, before)],
  ['CheckpointStatusChanged', ({ data, summary }) => ({ ...whyIn(summary), ...openForSome(data) })],
  ['ResourceCommitted', bound],
  ['ResourceReleased', freed],
  ['WorkDetailDeparted', named('detail')],
  ['WorkDetailReturned', named('detail')],
  ['PublicAlertIssued', named('capIdentifier')],
  ['PublicAlertUpdated', named('capIdentifier')],
  ['PublicAlertCancelled', named('capIdentifier')],
  // Erased it was, whatever for.
  [
    'PersonalDataErased',
    ({ data, legalBasis = 'not told by the older system' }) => ({ legalBasis, ...data }),
  ],
  ['ReleaseRequested', ({ data, agency }) => ({ to: [agency], ...data })],
  [
    'HotspotBatchIngested',
    async ({ data }, { detections }) => {
      if (typeof data.file !== 'string') return data
      const rows = await detections?.(data.file)
      return rows ? { file: data.file, rows: rows.length, detections: rows } : data
    },
  ],
  [
    'PlaybookAttached',
    ({ data }) => (Array.isArray(data.steps) ? { ...data, ...stepsOf(data.steps) } : data),
  ],
])

/** `closed (passengers, vehicles) because of the chemical leak`: the prose says why in these words. */
const whyIn = (summary = ''): Details => {
  const [, reason] = because.exec(summary) ?? []
  return reason === undefined ? {} : { reason }
}

const because =
  /\b(?:because of|due to|owing to|on account of) (?:(?:the|an?) )?([^.,;:()]{1,80}?)\s*(?:[.,;:()]|$)/i

/** Open for some alone is restricted to them. */
const openForSome = ({ onlyFor, ...data }: Details): Details =>
  onlyFor === undefined
    ? data
    : {
        exceptions: [onlyFor].flat(),
        ...data,
        status: data.status === 'open' ? 'restricted' : data.status,
      }

/** A decision on a fact is about the incident that it names, or else of what it rests on, where that is one and not its own. */
const decided = (data: Details, incident: string, before: ToldBefore): Details => {
  const shared: Details = { ...allocated(data.allocations, (word) => before.agencyOf(word) !== undefined) }
  const unit = data.unit ?? shared.unit
  const agency = typeof unit === 'string' ? before.agencyOf(unit) : undefined
  const basis = new Set([data.basis].flat().flatMap((reference) => before.incidentsOf(String(reference))))
  const [ofBasis] = basis.size === 1 && !basis.has(incident) ? basis : []
  const ofIncident = typeof data.incident === 'string' ? data.incident : ofBasis
  return {
    ...data,
    ...shared,
    ...factDecided(data, ofIncident),
    ...(agency === undefined ? {} : { agency }),
  }
}

import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { agencyNameSchema, instantSchema, type Marking, modeSchema, tlpSchema } from '@concord/kernel'
import { z } from 'zod'
import type { Detection } from './firms.ts'
import { bad, type ImportItem, type ReportLine, report } from './report-line.ts'
import { withPersonsCoded } from './story-persons.ts'
import { inOurFields, ourType } from './story-words.ts'

/** A line of a story: what one agency recorded, when it happened and when it was recorded there. */
const lineSchema = z.object({
  id: z.string().min(1).max(128),
  agency: agencyNameSchema,
  type: z.string().min(1).max(128),
  incident: z.string().min(1).max(64),
  occurredAt: instantSchema,
  occurredUntil: instantSchema.nullish(),
  recordedAt: instantSchema,
  mode: modeSchema.default('operational'),
  corrects: z.string().max(128).nullish(),
  retracts: z.string().max(128).nullish(),
  handling: z
    .object({
      tlp: tlpSchema,
      releaseTo: z.array(agencyNameSchema).max(64).optional(),
      conditions: z.string().max(1000).nullish(),
    })
    .optional(),
  summary: z.string().max(2000).optional(),
  data: z.record(z.string(), z.json()).default({}),
})

type StoryLine = z.infer<typeof lineSchema>

export interface StoryOptions {
  readonly file: string
  /** The name of the older system, part of each record's identity. */
  readonly system: string
  /** The agencies of the roster: the words by which a story says whose task it is. */
  readonly agencies: readonly string[]
  /** The detections that a line refers to by the name of a file, where they are at hand. */
  readonly detections?: (file: string) => Promise<readonly Detection[] | undefined>
}

/** Reads a story, NDJSON with one record a line, in the order of the file. */
export async function* readStory(input: Readable, options: StoryOptions): AsyncIterable<ImportItem> {
  const agencyOfUnit = new Map<string, string>()
  let number = 0
  for await (const text of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    number++
    if (text.trim() === '') continue
    const place = `${options.file}:${number}`
    const parsed = parseLine(text)
    if (typeof parsed === 'string') {
      yield bad(place, parsed)
      continue
    }
    const { unit } = parsed.data
    if (typeof unit === 'string' && !isDecision(parsed) && !agencyOfUnit.has(unit))
      agencyOfUnit.set(unit, parsed.agency)
    yield report(await toReportLine(parsed, options, agencyOfUnit), parsed.agency)
  }
}

const parseLine = (text: string): StoryLine | string => {
  try {
    const parsed = lineSchema.safeParse(JSON.parse(text))
    return parsed.success ? parsed.data : z.prettifyError(parsed.error)
  } catch (error) {
    return `not a line of JSON: ${(error as Error).message}`
  }
}

const toReportLine = async (
  line: StoryLine,
  options: StoryOptions,
  agencyOfUnit: ReadonlyMap<string, string>,
): Promise<ReportLine> => ({
  type: opensNothing(line) ? 'ReportFiled' : ourType(line.type),
  incident: mergeIn(line)?.merged ?? paperOf(line) ?? line.incident,
  system: options.system,
  reference: line.id,
  occurredAt: line.occurredAt,
  recordedAt: line.recordedAt,
  mode: line.mode,
  ...(line.occurredUntil ? { occurredUntil: line.occurredUntil } : {}),
  ...supersedes(line),
  ...(line.handling ? { marking: toMarking(line.handling) } : {}),
  ...(line.summary ? { summary: line.summary } : {}),
  data: await toDetails(line, options, agencyOfUnit),
})

/** What a line puts right or takes back. What a retraction takes back may stand under other words, or in its details. */
const supersedes = ({
  type,
  corrects,
  retracts,
  data,
}: StoryLine): Pick<ReportLine, 'corrects' | 'retracts'> => {
  if (ourType(type) !== 'ReportRetracted')
    return { ...(corrects ? { corrects } : {}), ...(retracts ? { retracts } : {}) }
  const named = [retracts, corrects, data.target, data.event].find((one) => typeof one === 'string')
  return named === undefined ? {} : { retracts: named as string }
}

/** Who broke a glass in an older system sees nothing here because of it: that it was done is kept, as a report. */
const opensNothing = ({ type }: StoryLine): boolean => type.startsWith('BreakGlass')

/**
 * Which incident of a merge ends and which goes on. A story files it under either of the two and names the other one, or
 * both.
 */
const mergeIn = ({ type, incident, data }: StoryLine): { merged: string; into: string } | undefined => {
  if (!/^Incidents?Merged$/.test(type)) return undefined
  const named = (field: string) => (typeof data[field] === 'string' ? data[field] : undefined)
  const into = named('into') ?? named('b')
  const merged = [named('from'), named('a'), incident].find((one) => one !== undefined && one !== into)
  return into === undefined || merged === undefined ? undefined : { merged, into }
}

/** A plan or an order is kept under its own name, whichever incident a story tells of it in. */
const paperOf = ({ type, data }: StoryLine): string | undefined => {
  const paper = paperOfType(type)
  const name = paper === undefined ? undefined : data[paper]
  return typeof name === 'string' && /^[\w.-]{1,64}$/.test(name) ? name : undefined
}

const paperOfType = (type: string): string | undefined => {
  if (/^Plan(Drafted|Approved|Activated|Superseded)$/.test(type)) return 'plan'
  if (/^Order(Issued|Revoked)$|^PersonnelAssignedByOrder$/.test(type)) return 'order'
  return type === 'SharedAreaDefined' ? 'area' : undefined
}

/** Europol handling codes at the head of a condition say what a court may do with it. */
const toMarking = (handling: NonNullable<StoryLine['handling']>): Marking => ({
  tlp: handling.tlp,
  ...(handling.releaseTo ? { releaseTo: handling.releaseTo } : {}),
  ...(handling.conditions ? { conditions: handling.conditions } : {}),
  ...(handling.conditions?.startsWith('H1') ? { courtUse: 'with-permission' as const } : {}),
})

/**
 * A story tells some details only in its prose or leaves them to what was said before. They are written out here, where
 * the older system is known, and not guessed later: who does which task, whose unit a decision is about, and the
 * detections behind the name of a file.
 */
const toDetails = async (
  line: StoryLine,
  { detections, agencies }: StoryOptions,
  agencyOfUnit: ReadonlyMap<string, string>,
): Promise<unknown> => {
  const { type, data, summary } = line
  if (opensNothing(line)) return { ...data, reportType: type }
  const merge = mergeIn(line)
  if (merge) return { ...data, into: merge.into }
  if (type === 'JointOperationOpened' && Array.isArray(data.tasks)) {
    return {
      ...data,
      tasks: data.tasks.map((task) =>
        typeof task === 'string' ? describeTask(task, summary ?? '', agencies) : withId(task),
      ),
    }
  }
  if (isDecision(line) && typeof data.unit === 'string') {
    const agency = agencyOfUnit.get(data.unit)
    return { ...data, ...allocated(data.allocations), ...(agency === undefined ? {} : { agency }) }
  }
  if (type === 'ReleaseRequested' && data.to === undefined)
    return inOurFields(type, { ...data, to: [line.agency] })
  if (type === 'HotspotBatchIngested' && typeof data.file === 'string') {
    const rows = await detections?.(data.file)
    return rows ? { file: data.file, rows: rows.length, detections: rows } : data
  }
  if (type === 'PlaybookAttached' && Array.isArray(data.steps)) return { ...data, ...stepsOf(data.steps) }
  if (paperOfType(type) === 'order' && paperOf(line) !== undefined)
    return inOurFields(type, { operation: line.incident, ...data })
  return withPersonsCoded(line.id, inOurFields(type, data))
}

/** `{ "A1": 5, "Q1": 4 }` says who stays where as well as a list does. */
const allocated = (allocations: unknown): object =>
  typeof allocations === 'object' && allocations !== null && !Array.isArray(allocations)
    ? { allocations: Object.entries(allocations).map(([use, personnel]) => ({ use, personnel })) }
    : {}

/** A task in full may carry its name as `task`, as an assignment does. */
const withId = (task: unknown): unknown =>
  typeof task === 'object' && task !== null && 'task' in task && !('id' in task)
    ? { ...task, id: task.task }
    : task

/** Steps in full, `{ "step": "alert", "deadline": "…" }`, as their names and by when they are due. */
const stepsOf = (told: readonly unknown[]): object => {
  const steps = told.map((one) => (typeof one === 'object' && one !== null ? one : { step: one }) as Told)
  const named = steps.map(({ step, id, name, title, deadline }) => {
    return { step: String(step ?? id ?? name ?? title), deadline }
  })
  const dated = named.filter(({ deadline }) => typeof deadline === 'string')
  return {
    steps: named.map(({ step }) => step),
    ...(dated.length > 0
      ? { deadlines: Object.fromEntries(dated.map(({ step, deadline }) => [step, deadline])) }
      : {}),
  }
}

type Told = Readonly<Record<string, unknown>>

/** Who decides about a unit is not whose unit it is. */
const isDecision = ({ type }: StoryLine): boolean => ourType(type) === 'DecisionRecorded'

/** "… T1 police road blocks, T2 border cover of the sector …" says of T1 that it is for the police and what it is. */
const describeTask = (
  task: string,
  prose: string,
  agencies: readonly string[],
): { id: string; agency?: string; title?: string } => {
  const escaped = task.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const match = new RegExp(`\\b${escaped}\\s+([a-z][a-z0-9]{1,31})\\s+([^,;.]+)`).exec(prose)
  return match && agencies.includes(match[1]!)
    ? { id: task, agency: match[1]!, title: match[2]!.trim() }
    : { id: task }
}

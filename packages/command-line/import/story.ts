import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { agencyNameSchema, instantSchema, type Marking, modeSchema, tlpSchema } from '@concord/kernel'
import { z } from 'zod'
import type { Detection } from './firms.ts'
import { type Latest, latest } from './latest.ts'
import { bad, type ImportItem, type ReportLine, report } from './report-line.ts'
import { linkIn, mergeIn, paperOf, paperOfType } from './story-incidents.ts'
import { withPersonsCoded } from './story-persons.ts'
import { allocated, factDecided, stepsOf, taskOf } from './story-tasks.ts'
import { ourType, REMEMBERED_LINES, type Records, typesOfLines } from './story-types.ts'
import { inOurFields } from './story-words.ts'

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
  /** Whether an agency may record a type; left out, any. */
  readonly records?: Records
  /** The detections that a line refers to by the name of a file, where they are at hand. */
  readonly detections?: (file: string) => Promise<readonly Detection[] | undefined>
}

/** Reads a story, NDJSON with one record a line, in the order of the file. */
export async function* readStory(input: Readable, options: StoryOptions): AsyncIterable<ImportItem> {
  const agencyOfUnit = new Map<string, string>()
  const incidentOfLine = latest<string>(REMEMBERED_LINES)
  const typeOf = typesOfLines(options.records)
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
    incidentOfLine.set(parsed.id, parsed.incident)
    const line = { ...parsed, type: opensNothing(parsed) ? parsed.type : typeOf(parsed) }
    yield report(await toReportLine(line, options, { agencyOfUnit, incidentOfLine }), parsed.agency)
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

/** What earlier lines say: whose unit it is, and which incident a line is of. */
interface ToldBefore {
  readonly agencyOfUnit: ReadonlyMap<string, string>
  readonly incidentOfLine: Latest<string>
}

const toReportLine = async (
  line: StoryLine,
  options: StoryOptions,
  before: ToldBefore,
): Promise<ReportLine> => ({
  type: opensNothing(line) ? 'ReportFiled' : line.type,
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
  data: await toDetails(line, options, before),
})

/** What a line puts right or takes back. What a retraction takes back may stand under other words, or in its details. */
const supersedes = ({
  type,
  corrects,
  retracts,
  data,
}: StoryLine): Pick<ReportLine, 'corrects' | 'retracts'> => {
  if (type !== 'ReportRetracted')
    return { ...(corrects ? { corrects } : {}), ...(retracts ? { retracts } : {}) }
  const named = [retracts, corrects, data.target, data.event].find((one) => typeof one === 'string')
  return named === undefined ? {} : { retracts: named as string }
}

/** Who broke a glass in an older system sees nothing here because of it: that it was done is kept, as a report. */
const opensNothing = ({ type }: StoryLine): boolean => type.startsWith('BreakGlass')

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
  { agencyOfUnit, incidentOfLine }: ToldBefore,
): Promise<unknown> => {
  const { type, summary } = line
  if (opensNothing(line)) return { ...line.data, reportType: type }
  const merge = mergeIn(line)
  if (merge) return { ...line.data, into: merge.into }
  const data: StoryLine['data'] = { ...inOurFields(type, line.data), ...linkIn(line) }
  if (type === 'JointOperationOpened' && Array.isArray(data.tasks))
    return { ...data, tasks: data.tasks.map((task) => taskOf(task, summary ?? '', agencies)) }
  if (isDecision(line)) {
    const agency = typeof data.unit === 'string' ? agencyOfUnit.get(data.unit) : undefined
    const basis = new Set([data.basis].flat().flatMap((id) => incidentOfLine.get(String(id)) ?? []))
    const [ofIncident] = basis.size === 1 && !basis.has(line.incident) ? basis : []
    const decided = { ...data, ...allocated(data.allocations), ...factDecided(data, ofIncident) }
    return { ...decided, ...(agency === undefined ? {} : { agency }) }
  }
  if (type === 'ReleaseRequested' && data.to === undefined) return { ...data, to: [line.agency] }
  if (type === 'HotspotBatchIngested' && typeof data.file === 'string') {
    const rows = await detections?.(data.file)
    return rows ? { file: data.file, rows: rows.length, detections: rows } : data
  }
  if (type === 'PlaybookAttached' && Array.isArray(data.steps)) return { ...data, ...stepsOf(data.steps) }
  if (paperOfType(type) === 'order' && paperOf(line) !== undefined)
    return { operation: line.incident, ...data }
  return withPersonsCoded(line.id, data)
}

/** Who decides about a unit is not whose unit it is. */
const isDecision = ({ type }: StoryLine): boolean => ourType(type) === 'DecisionRecorded'

import { isUtf8 } from 'node:buffer'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { agencyNameSchema, instantSchema, type Marking, modeSchema, tlpSchema } from '@concord/kernel'
import { z } from 'zod'
import { faultsIn } from '../../faults-in.ts'
import { asReport, bad, type Details, type ImportItem, type ReportLine, report } from '../report-line.ts'
import { type OlderSystem, writtenOut } from './details.ts'
import { withRequestRepeated } from './earlier/answers.ts'
import { homeIn } from './earlier/incidents.ts'
import { besideOthers, erasedByHolder } from './earlier/others.ts'
import { reinstated } from './earlier/reinstated.ts'
import { namedIn, withReleasesRevoked } from './earlier/releases.ts'
import { severally } from './earlier/several.ts'
import { withStepsUndone } from './earlier/steps.ts'
import { toldBefore } from './earlier/told-before.ts'
import { inOurEnvelope } from './envelope.ts'
import { recordedInPlace, recorderOf, type StandIns } from './stand-ins.ts'
import { inOurWriting } from './types/type-names.ts'
import { inOurTypes, type Records } from './types/types.ts'
import { withPersonsCoded } from './words/persons.ts'
import { asTlp } from './words/scales.ts'
import { inLettersAndDigits } from './words/values.ts'
import { inOurFields } from './words/words.ts'

const agencySchema = z.string().transform(inLettersAndDigits).pipe(agencyNameSchema)

/** Who is alone need not be a list. */
const oneAsList = (told: unknown): unknown => (typeof told === 'string' ? [told] : told)

/** A line of a story: what one agency recorded, when it happened and when it was recorded there. */
const lineSchema = z.object({
  id: z.string().min(1).max(128),
  agency: agencySchema,
  type: z.string().min(1).max(128),
  incident: z.string().min(1).max(64),
  occurredAt: instantSchema,
  occurredUntil: instantSchema.optional(),
  recordedAt: instantSchema,
  mode: z.string().toLowerCase().default('operational').pipe(modeSchema),
  corrects: z.string().max(128).optional(),
  retracts: z.string().max(128).optional(),
  handling: z
    .object({
      tlp: z.string().transform(asTlp).pipe(tlpSchema),
      releaseTo: z.preprocess(oneAsList, z.array(agencySchema).max(64).nullish()),
      conditions: z.string().max(1000).nullish(),
    })
    .optional(),
  summary: z.string().max(2000).optional(),
  legalBasis: z.string().max(500).optional(),
  data: z.record(z.string(), z.json()).default({}),
})

type StoryLine = Omit<z.infer<typeof lineSchema>, 'data'> & {
  readonly typeTold?: string
  readonly data: Details
}

/** What the story is, and what there is to go by besides its lines. */
interface StoryOptions extends Omit<OlderSystem, 'before'> {
  readonly file: string
  /** The name of the older system, part of each record's identity. */
  readonly system: string
  /** Whether an agency may record a type; left out, any. */
  readonly records?: Records
  readonly standIns?: StandIns | undefined
  /** Whether an agency is the joint centre, in whose service steps on an incident as a whole are taken; left out, none. */
  readonly isCentre?: (agency: string) => boolean
}

/** Reads a story, NDJSON with one record a line, in the order of the file. */
export async function* readStory(input: Readable, options: StoryOptions): AsyncIterable<ImportItem> {
  const { system, standIns = new Map(), records = () => true } = options
  const agencies = [...options.agencies, ...standIns.keys()]
  const inOurWords = inOurTypes(
    (agency, type) => records(recorderOf(agency, standIns), type),
    options.agencies,
  )
  const before = toldBefore(agencies)
  let number = 0
  // A byte is a character here, so that what is not UTF-8 can be told from what rightly says U+FFFD, line by line.
  input.setEncoding('latin1')
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    number++
    if (line.trim() === '') continue
    const place = `${options.file}:${number}`
    const parsed = parseLine(Buffer.from(line, 'latin1'), number === 1)
    if (typeof parsed === 'string') {
      yield bad(place, parsed)
      continue
    }
    const said = reinstated(parsed) ?? {
      ...parsed,
      ...(staysReport(parsed) ? filed(parsed) : inOurWords(parsed)),
    }
    const isCentre = options.isCentre?.(said.agency) ?? false
    const lines = withStepsUndone(withRequestRepeated(said, before), before, isCentre)
      .flatMap((line) => withReleasesRevoked(line, before))
      .map((line) => erasedByHolder(besideOthers({ ...line, ...supersedes(line) }, before), before))
    for (const line of lines) before.remember(line, whereKept(line))
    for (const line of severally(lines)) {
      const told = await toReportLine(line, system, { ...options, agencies, before })
      yield report(recordedInPlace(told, line.agency, standIns), recorderOf(line.agency, standIns))
    }
  }
}

const parseLine = (bytes: Buffer, isFirst: boolean): StoryLine | string => {
  if (!isUtf8(bytes)) return 'a character cannot be read: save the file as UTF-8'
  const line = bytes.toString('utf8')
  const text = isFirst ? line.replace(/^\ufeff/, '') : line
  try {
    const parsed = lineSchema.safeParse(withOurNames(JSON.parse(text)))
    return parsed.success ? written(parsed.data) : faultsIn(parsed.error)
  } catch (error) {
    return `not a line of JSON: ${(error as Error).message}`
  }
}

/** The line with its type as ours are written. */
const written = (line: StoryLine): StoryLine => ({
  ...line,
  type: inOurWriting(line.type),
  typeTold: line.type,
})

/** What is null is not told. */
const withOurNames = (line: unknown): unknown =>
  isRecord(line)
    ? inOurEnvelope(Object.fromEntries(Object.entries(line).filter(([, told]) => told !== null)))
    : line

const isRecord = (value: unknown): value is Details =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * Who broke a glass in an older system sees nothing here because of it: that it was done is kept, as a report. A release
 * here is of a record; where it is of a person, it is that person's who was released.
 */
const staysReport = ({ type, data }: StoryLine): boolean =>
  type.startsWith('BreakGlass') || (/^Release(Granted|Revoked|Refused)$/.test(type) && isOfPerson(data))

const isOfPerson = (data: Details): boolean => {
  const told = inOurFields('ReleaseGranted', data)
  return told.event === undefined && (told.subject !== undefined || told.subjects !== undefined)
}

const filed = (line: StoryLine): Pick<StoryLine, 'type' | 'data'> => {
  const { type, data } = asReport(line)
  return { type, data: inOurFields(type, data) }
}

/** Of what is one record each, the incident of the first. */
const whereKept = (line: StoryLine): string => severally([line])[0]!.incident

/** The line, in our words, as a report of what it says. */
const toReportLine = async (
  line: StoryLine,
  system: string,
  around: OlderSystem,
): Promise<ReportLine & { readonly data: Details }> => ({
  type: line.type,
  incident: homeIn(line),
  system,
  reference: line.id,
  occurredAt: line.occurredAt,
  recordedAt: line.recordedAt,
  mode: line.mode,
  ...(line.occurredUntil ? { occurredUntil: line.occurredUntil } : {}),
  ...(line.corrects ? { corrects: line.corrects } : {}),
  ...(line.retracts ? { retracts: line.retracts } : {}),
  ...(line.handling ? { marking: toMarking(line.handling) } : {}),
  ...(line.summary ? { summary: line.summary } : {}),
  ...(line.legalBasis ? { legalBasis: line.legalBasis } : {}),
  data: withPersonsCoded(line.id, await writtenOut(line, around)),
})

/** What a line puts right or takes back. */
const supersedes = (line: StoryLine): Pick<StoryLine, 'corrects' | 'retracts'> => {
  const { type, corrects, retracts } = line
  if (type !== 'ReportRetracted' && type !== 'FalseAlarmFound') return { corrects, retracts }
  return { corrects: undefined, retracts: namedIn(line)[0] }
}

/** Europol handling codes at the head of a condition say what a court may do with it. */
const toMarking = (handling: NonNullable<StoryLine['handling']>): Marking => ({
  tlp: handling.tlp,
  ...(handling.releaseTo ? { releaseTo: handling.releaseTo } : {}),
  ...(handling.conditions ? { conditions: handling.conditions } : {}),
  ...(handling.conditions?.startsWith('H1') ? { courtUse: 'with-permission' as const } : {}),
})

import { createReadStream, existsSync, statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { addressing, type Delivered } from '../import/address.ts'
import { readCap } from '../import/cap.ts'
import { BYTES_PER_REQUEST, deliver, LINES_PER_REQUEST } from '../import/deliver.ts'
import { readFireCalls } from '../import/fire-calls.ts'
import { type Detection, readDetections, readFirms } from '../import/firms.ts'
import { faultsOf, type KeptResult, keepingMisfits } from '../import/keep-misfits.ts'
import type { Addressed, BadInput, ImportItem, ReportLine } from '../import/report-line.ts'
import { readStory } from '../import/story.ts'
import { inLettersAndDigits } from '../import/story-values.ts'
import { type Output, progressOf } from '../output.ts'
import { type Recipient, recordsOf, type Session, UsageError } from '../session.ts'

export type Format = 'firms' | 'calls' | 'cap' | 'story'

export interface ImportOptions {
  readonly agency?: string | undefined
  readonly incident?: string | undefined
  readonly system?: string | undefined
  readonly zone?: string | undefined
  /** Where a story's satellite feeds are. */
  readonly feeds?: string | undefined
  /** `theirs=ours`: who records here what an agency of a story recorded. */
  readonly standIn?: readonly string[] | undefined
  /** File what does not fit its type as a report, instead of leaving it refused. */
  readonly keepMisfits?: boolean | undefined
  readonly signal?: AbortSignal | undefined
}

/** What an import came to. `recorded` and `repeated` are answers of the agencies, not counts of what was sent. */
export interface ImportSummary {
  readonly read: number
  readonly recorded: number
  readonly repeated: number
  readonly refused: readonly { readonly reference: string; readonly code: string; readonly detail: string }[]
  readonly bad: readonly BadInput[]
  /** The types that their agency does not have: their reports are filed under the sender's word for them. */
  readonly filed: readonly string[]
  /** What was filed as a report because it did not fit its type, and why. */
  readonly misfits: readonly { readonly reference: string; readonly type: string; readonly detail: string }[]
  /** Erasures that name nothing that their agency holds: they are on record, and nothing was destroyed. */
  readonly withoutEffect: readonly string[]
  /** The last position at which something of it stands; undefined when nothing does. */
  readonly position: string | undefined
  /** The agency whose record that is: it sees it in the joint picture, whoever else does. */
  readonly owner: string | undefined
}

/**
 * What some formats bring, every agency records. Their files are from the one that alone records this: a fire department's
 * calls, the warnings of whoever warns the public.
 */
const recognisedBy: Partial<Record<Format, string>> = { calls: 'FireReported', cap: 'HazardReported' }

/** How many refusals and bad places are told one by one; the rest is counted. */
const TOLD = 20

/** Brings files in through the agencies' APIs. Doing it again changes nothing. */
export const importFiles = async (
  session: Session,
  format: Format,
  files: readonly string[],
  options: ImportOptions,
  output: Output,
): Promise<ImportSummary> => {
  const total = {
    read: 0,
    recorded: 0,
    repeated: 0,
    refused: [] as ImportSummary['refused'][number][],
    bad: [] as BadInput[],
    filed: [] as string[],
    misfits: [] as ImportSummary['misfits'][number][],
    withoutEffect: [] as string[],
    position: undefined as string | undefined,
    owner: undefined as string | undefined,
  }
  for (const file of files) {
    if (!existsSync(file)) throw new UsageError(`There is no file ${file}.`)
    const bytes = statSync(file).size
    const progress = progressOf(output, basename(file), bytes)
    const input = createReadStream(file)
    try {
      for await (const delivery of deliveries(
        itemsOf(format, input, file, session, options),
        addressing(session, { agency: options.agency, recognisedBy: recognisedBy[format] }),
      )) {
        const { to, lines } = delivery
        total.bad.push(...delivery.bad)
        total.read += lines.length
        const before = total.position
        const agency = session.agencies.find(({ url }) => url === to?.url)?.name
        const onAway = (why: string) =>
          progress.tell(`${agency} or its store does not answer (${why}); trying again`)
        count(total, lines, to ? await delivered(lines, to, { ...options, onAway }) : [])
        if (total.position !== before) total.owner = agency
        progress.advance(input.bytesRead, `${total.recorded} recorded, ${total.repeated} known before`)
      }
    } finally {
      progress.stop()
      input.destroy()
    }
  }
  return total
}

const delivered = (
  lines: readonly ReportLine[],
  to: Recipient,
  { signal, keepMisfits, onAway }: ImportOptions & { readonly onAway: (why: string) => void },
): Promise<readonly KeptResult[]> => {
  const once = (some: readonly ReportLine[]) => deliver(some, to, { onAway, ...(signal ? { signal } : {}) })
  return keepMisfits ? keepingMisfits(once)(lines) : once(lines)
}

const count = (
  total: {
    recorded: number
    repeated: number
    refused: ImportSummary['refused'][number][]
    filed: string[]
    misfits: ImportSummary['misfits'][number][]
    withoutEffect: string[]
    position: string | undefined
  },
  lines: readonly ReportLine[],
  results: readonly KeptResult[],
): void => {
  for (const [index, result] of results.entries()) {
    if (result.position !== undefined && BigInt(result.position) > BigInt(total.position ?? 0)) {
      total.position = result.position
    }
    const { type, reference } = lines[index]!
    if (result.filedAs !== undefined && !total.filed.includes(type)) total.filed.push(type)
    if (result.misfit !== undefined) total.misfits.push({ reference, type, detail: result.misfit.trim() })
    if (result.effect === 'none') total.withoutEffect.push(reference)
    if (result.status >= 300) {
      const { code = String(result.status), detail = '' } = result
      total.refused.push({ reference, code, detail: detail + faultsOf(result) })
    } else if (result.repeated) total.repeated++
    else total.recorded++
  }
}

const itemsOf = (
  format: Format,
  input: Readable,
  file: string,
  session: Session,
  options: ImportOptions,
): AsyncIterable<ImportItem> => {
  const name = basename(file)
  const incident = options.incident === undefined ? {} : { incident: options.incident }
  switch (format) {
    case 'firms':
      return readFirms(input, { file: name, ...incident })
    case 'calls':
      return readFireCalls(input, { file: name, ...(options.zone ? { zone: options.zone } : {}) })
    case 'cap':
      return oneCap(file, name, incident)
    case 'story':
      return readStory(input, {
        file: name,
        system: options.system ?? basename(file, extname(file)),
        agencies: session.agencies.map((agency) => agency.name),
        records: recordsOf(session),
        standIns: standInsOf(session, options.standIn),
        detections: (feed) => detectionsOf(options.feeds ?? dirname(file), feed),
      })
  }
}

/** Reads `theirs=ours`. Whoever stands in must be there. */
const standInsOf = ({ agencies }: Session, given: readonly string[] = []): ReadonlyMap<string, string> =>
  new Map(
    given.map((one) => {
      const [theirs = '', ours = ''] = one.split('=')
      const isHere = (agency: string) => agencies.some(({ name }) => name === agency)
      if (theirs === '' || !isHere(ours))
        throw new UsageError(`${one} names no agency that stands in: give it as health=inspection.`)
      if (isHere(inLettersAndDigits(theirs)))
        throw new UsageError(`${theirs} is an agency here: nobody stands in for it.`)
      return [inLettersAndDigits(theirs), ours]
    }),
  )

async function* oneCap(
  file: string,
  name: string,
  incident: { incident?: string },
): AsyncIterable<ImportItem> {
  yield readCap(await readFile(file), { file: name, ...incident })
}

/** A story names its feeds by their file name; only such a name is looked up, never a path. */
const detectionsOf = async (folder: string, feed: string): Promise<readonly Detection[] | undefined> => {
  const path = join(folder, basename(feed))
  if (feed !== basename(feed) || !existsSync(path)) return undefined
  const detections: Detection[] = []
  for await (const item of readDetections(createReadStream(path), feed))
    if (!('kind' in item)) detections.push(item)
  return detections
}

interface Delivery {
  /** Left out where there is nothing but what cannot be delivered. */
  readonly to: Recipient | undefined
  readonly lines: readonly ReportLine[]
  readonly bad: readonly BadInput[]
}

/** Bounded runs of consecutive lines for the same recipient: the order of the file is the order of the log. */
async function* deliveries(
  items: AsyncIterable<ImportItem>,
  address: (report: Addressed) => Delivered,
): AsyncIterable<Delivery> {
  let run = emptyRun()
  for await (const item of items) {
    const delivered = item.kind === 'bad' ? item : address(item.report)
    if ('bad' in delivered) {
      run.bad.push(delivered.bad)
      continue
    }
    const { to, line } = delivered
    const size = JSON.stringify(line.data).length
    const full = run.lines.length === LINES_PER_REQUEST || run.bytes + size > BYTES_PER_REQUEST
    if (run.lines.length > 0 && (full || to.url !== run.to?.url || to.token !== run.to.token)) {
      yield run
      run = emptyRun()
    }
    run.to = to
    run.lines.push(line)
    run.bytes += size
  }
  if (run.lines.length > 0 || run.bad.length > 0) yield run
}

const emptyRun = () => ({
  to: undefined as Recipient | undefined,
  lines: [] as ReportLine[],
  bad: [] as BadInput[],
  bytes: 0,
})

/** The summary for a person, one line a fact. */
export const describeImport = (summary: ImportSummary): readonly string[] => [
  `${summary.read} reports read: ${summary.recorded} recorded, ${summary.repeated} known before, ${summary.refused.length} refused.`,
  ...(summary.filed.length > 0
    ? [`Filed as reports of a type their agency does not have: ${summary.filed.join(', ')}.`]
    : []),
  ...(summary.misfits.length > 0
    ? [`${summary.misfits.length} filed as reports because they do not fit their type:`]
    : []),
  ...summary.misfits.slice(0, TOLD).map((one) => `  ${one.reference} ${one.type}: ${one.detail}`),
  ...(summary.withoutEffect.length > 0
    ? [
        `Erasures without effect, because nothing that they name is held there (${summary.withoutEffect.length}): ${summary.withoutEffect.slice(0, TOLD).join(', ')}.`,
      ]
    : []),
  ...summary.refused.slice(0, TOLD).map((one) => `  refused ${one.reference}: ${one.code}. ${one.detail}`),
  ...(summary.refused.some(({ code }) => code === 'invalid-command')
    ? ['Mend the fields and import again; or --keep-misfits files such records as reports, for good.']
    : []),
  ...(summary.bad.length > 0 ? [`${summary.bad.length} places of the input cannot be brought in:`] : []),
  ...summary.bad.slice(0, TOLD).map((one) => `  ${one.place}: ${one.detail.replaceAll('\n', ' ')}`),
]

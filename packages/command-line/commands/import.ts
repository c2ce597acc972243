import {
  accessSync,
  closeSync,
  constants,
  createReadStream,
  existsSync,
  openSync,
  readSync,
  statSync,
} from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { UsageError } from '@concord/kernel'
import { addressing } from '../import/address.ts'
import { readCap } from '../import/cap.ts'
import { type DeliverOptions, DeliveryFailed, deliver, type LineResult } from '../import/deliver.ts'
import { type Delivery, deliveries } from '../import/deliveries.ts'
import { openEarlyLines } from '../import/early-lines.ts'
import { readFireCalls } from '../import/fire-calls.ts'
import { type Detection, readDetections, readFirms } from '../import/firms.ts'
import { type ImportSummary, type Tally, tallying } from '../import/import-summary.ts'
import { type ImportItem, type ReportLine, report } from '../import/report-line.ts'
import { readStory } from '../import/story/story.ts'
import { inLettersAndDigits } from '../import/story/values.ts'
import type { Output } from '../output.ts'
import { progressOf } from '../progress.ts'
import { isCentre, type Recipient, recordsOf } from '../recipient.ts'
import type { Session } from '../session.ts'

/** What a file is, by who writes such files. */
export type Format = 'firms' | 'calls' | 'cap' | 'story'

/** What the files do not say themselves. */
export interface ImportOptions {
  readonly agency?: string | undefined
  /** Who may see what brings no marking of its own. */
  readonly releaseTo?: readonly string[] | undefined
  readonly incident?: string | undefined
  readonly system?: string | undefined
  readonly zone?: string | undefined
  /** Where a story's satellite feeds are. */
  readonly feeds?: string | undefined
  /** `theirs=ours`: who records here what an agency of a story recorded. */
  readonly standIn?: readonly string[] | undefined
  /** For how long an agency is waited for, in milliseconds. */
  readonly wait?: number | undefined
  readonly signal?: AbortSignal | undefined
}

/**
 * What some formats bring, every agency records. Their files are from the one that alone records this: a fire
 * department's calls, the warnings of whoever warns the public.
 */
const recognisedBy: Partial<Record<Format, string>> = { calls: 'FireReported', cap: 'HazardReported' }

/**
 * Brings files in through the agencies' APIs. Doing it again changes nothing, and goes on where it was stopped: by the
 * signal, or by an agency that takes nothing more.
 */
export const importFiles = async (
  session: Session,
  format: Format,
  files: readonly string[],
  options: ImportOptions,
  output: Output,
): Promise<ImportSummary> => {
  for (const file of files) refuseUnreadable(file)
  const tally = tallying()
  try {
    const one = importing({ session, format, options }, output, tally)
    for (const file of files) await one(file)
    return tally.summary()
  } catch (error) {
    if (options.signal?.aborted) return tally.summary('interrupted')
    if (error instanceof DeliveryFailed) return tally.summary(error.message)
    throw error
  }
}

const refuseUnreadable = (file: string): void => {
  if (!existsSync(file)) throw new UsageError(`There is no file ${file}.`)
  if (statSync(file).isDirectory()) throw new UsageError(`${file} is a folder: name the files in it.`)
  try {
    accessSync(file, constants.R_OK)
  } catch {
    throw new UsageError(`${file} may not be read by you.`)
  }
  if (isPacked(file)) throw new UsageError(`${file} is compressed: unpack it first.`)
}

/** Whether a file begins as gzip and zip files do. */
const isPacked = (file: string): boolean => {
  const begins = Buffer.alloc(4)
  const handle = openSync(file, 'r')
  try {
    readSync(handle, begins)
  } finally {
    closeSync(handle)
  }
  return begins.readUInt16BE(0) === 0x1f8b || begins.readUInt32BE(0) === 0x504b0304
}

/** What all files of one import have in common. */
interface Import {
  readonly session: Session
  readonly format: Format
  readonly options: ImportOptions
}

/** Brings one file in, tells how far it is, and adds up what becomes of it. */
const importing = (one: Import, output: Output, tally: Tally) => {
  const { session, format, options } = one
  // Who takes long for one delivery does for the next: it is told once.
  const slow = new Set<string | undefined>()
  return async (file: string) => {
    const progress = progressOf(output, basename(file), statSync(file).size)
    const input = createReadStream(file)
    const early = openEarlyLines()
    const bring = async (delivery: Delivery, settle: typeof early.keep): Promise<void> => {
      const { to, lines } = delivery
      const agency = session.agencies.find(({ url }) => url === to?.url)?.name
      const waiting = waitingFor(agency, slow, progress.tell)
      try {
        const settled = settle(delivery, to ? await delivered(lines, to, options, waiting) : [])
        tally.add(settled.delivery, settled.results, agency)
      } catch (error) {
        if (options.signal?.aborted) tally.breakOff(delivery)
        throw error
      }
      progress.advance(input.bytesRead, tally.note())
    }
    const address = addressing(session, { agency: options.agency, recognisedBy: recognisedBy[format] })
    try {
      const items = releasedTo(itemsOf(one, file, input), options.releaseTo)
      for await (const delivery of deliveries(items, address)) await bring(delivery, early.keep)
      for (const delivery of early.take())
        await bring(delivery, (delivery, results) => ({ delivery, results }))
    } finally {
      progress.stop()
      input.destroy()
    }
  }
}

/** What is told while an agency is waited for. */
type Waiting = Required<Pick<DeliverOptions, 'onAway' | 'onBack' | 'onSilence'>>

const waitingFor = (
  agency: string | undefined,
  slow: Set<string | undefined>,
  tell: (line: string) => void,
): Waiting => ({
  onAway: (why) => tell(`${agency} ${why}: waiting for it`),
  onBack: () => tell(`${agency} takes reports again: going on`),
  onSilence: (ms) => {
    if (!slow.has(agency)) tell(`${agency} has not answered for ${ms / 1000} s: waiting for it`)
    slow.add(agency)
  },
})

const delivered = (
  lines: readonly ReportLine[],
  to: Recipient,
  { signal, wait }: ImportOptions,
  waiting: Waiting,
): Promise<readonly LineResult[]> =>
  deliver(lines, to, {
    ...waiting,
    ...(wait === undefined ? {} : { patienceMs: wait }),
    ...(signal ? { signal } : {}),
  })

const itemsOf = (
  { session, format, options }: Import,
  file: string,
  input: Readable,
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
        isCentre: isCentre(session),
        standIns: standInsOf(session, options.standIn),
        detections: (feed) => detectionsOf(options.feeds ?? dirname(file), feed),
      })
  }
}

/** Marks what brings no marking of its own for these agencies. */
async function* releasedTo(
  items: AsyncIterable<ImportItem>,
  agencies: readonly string[] | undefined,
): AsyncIterable<ImportItem> {
  for await (const item of items) {
    if (agencies === undefined || item.kind === 'bad' || item.report.line.marking) yield item
    else
      yield report(
        { ...item.report.line, marking: { tlp: 'AMBER', releaseTo: [...agencies] } },
        item.report.agency,
      )
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

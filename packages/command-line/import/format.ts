import { createReadStream, existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { UsageError } from '@concord/kernel'
import { isCentre, recordsOf } from '../recipient.ts'
import type { Session } from '../session.ts'
import { readCap } from './cap.ts'
import { readFireCalls } from './fire-calls.ts'
import { type FirmsDetection, readDetections, readFirms } from './firms.ts'
import type { ImportItem } from './report-line.ts'
import { readStory } from './story/story.ts'
import { inLettersAndDigits } from './story/words/values.ts'

/** What a file is, by who writes such files. */
export type Format = 'firms' | 'calls' | 'cap' | 'story'

/** What files of a format do not say themselves. */
export interface FormatOptions {
  readonly incident?: string | undefined
  readonly system?: string | undefined
  readonly zone?: string | undefined
  /** Where a story's satellite feeds are. */
  readonly feeds?: string | undefined
  /** `theirs=ours`: who records here what an agency of a story recorded. */
  readonly standIn?: readonly string[] | undefined
}

/**
 * What some formats bring, every agency records. Their files are from the one that alone records this: a fire
 * department's calls, the warnings of whoever warns the public.
 */
export const recognisedBy: Partial<Record<Format, string>> = { calls: 'FireReported', cap: 'HazardReported' }

/** Reads a file by its format. Throws a {@link UsageError} where what the files do not say is given wrongly. */
export const itemsOf = (
  session: Session,
  format: Format,
  options: FormatOptions,
  { file, input }: { readonly file: string; readonly input: Readable },
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

/** Reads `theirs=ours`. The stand-in must be on the roster. */
const standInsOf = ({ agencies }: Session, given: readonly string[] = []): ReadonlyMap<string, string> =>
  new Map(
    given.map((one) => {
      const [theirs = '', ours = ''] = one.split('=')
      const isHere = (agency: string) => agencies.some(({ name }) => name === agency)
      if (theirs === '' || !isHere(ours))
        throw new UsageError(
          `${one} does not name an agency and its stand-in. Write it as health=inspection.`,
        )
      if (isHere(inLettersAndDigits(theirs)))
        throw new UsageError(`${theirs} is on the roster, so it needs no stand-in.`)
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
const detectionsOf = async (folder: string, feed: string): Promise<readonly FirmsDetection[] | undefined> => {
  const path = join(folder, basename(feed))
  if (feed !== basename(feed) || !existsSync(path)) return undefined
  const detections: FirmsDetection[] = []
  for await (const item of readDetections(createReadStream(path), feed))
    if (!('kind' in item)) detections.push(item)
  return detections
}

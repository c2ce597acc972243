import { UsageError } from '@concord/kernel'
import { Command, Option } from 'commander'
import { describeImport } from '../import/describe-import.ts'
import type { Format } from '../import/format.ts'
import type { ImportSummary } from '../import/import-summary.ts'
import { AnswerError } from '../joint-api.ts'
import { patience, zone } from '../option-values.ts'
import type { Output } from '../output.ts'
import { exitCodes, type ProgramContext } from '../program-context.ts'
import type { Session } from '../session.ts'
import { type ImportOptions, importFiles } from './import.ts'
import { pictureHas } from './picture-has.ts'

const options = {
  agency: new Option(
    '--agency <agency>',
    'deliver to this agency; by default to the agency named in each record, or to the only one that records such reports',
  ),
  releaseTo: new Option(
    '--release-to <agency...>',
    'who may see records without a marking of their own, as TLP:AMBER; by default as the agency is configured',
  ),
  incident: new Option('--incident <incident>', 'put everything under this incident'),
  system: new Option('--system <name>', 'the name of the older system; by default the name of the file'),
  zone: new Option(
    '--zone <zone>',
    'the time zone of the times in the file; by default America/Los_Angeles',
  ).argParser(zone),
  feeds: new Option(
    '--feeds <folder>',
    'the folder of the satellite feeds that the file names; by default its own folder',
  ),
  standIn: new Option(
    '--stand-in <theirs=ours>',
    'record what an agency recorded that is not on the roster in the name of one that is, such as health=inspection; may be repeated',
  ).argParser((one: string, before: readonly string[] = []) => [...before, one]),
  wait: new Option(
    '--wait <time>',
    'how long to wait for an agency that cannot take reports, such as 90s or 2h; by default 10m',
  ).argParser(patience),
} as const

const everywhere = ['agency', 'releaseTo', 'wait'] as const

/** What each format is, and which options mean anything for it. */
const formats: Readonly<
  Record<Format, { readonly description: string; readonly takes: readonly (keyof typeof options)[] }>
> = {
  firms: {
    description: 'satellite detections of NASA FIRMS (CSV); without --incident, one incident a day',
    takes: [...everywhere, 'incident'],
  },
  calls: {
    description: 'fire department calls for service of DataSF (CSV); each call becomes an incident',
    takes: [...everywhere, 'zone'],
  },
  cap: { description: 'public alerts in CAP 1.2 (XML)', takes: [...everywhere, 'incident'] },
  story: {
    description: 'records of several agencies (NDJSON), with the times at which they were recorded',
    takes: [...everywhere, 'system', 'feeds', 'standIn'],
  },
}

/** `concord import`: brings files in, and waits until the joint picture has them. */
export const importCommand = (context: ProgramContext): Command => {
  const command = new Command('import').description(
    "import files through the agencies' APIs; importing a file again changes nothing",
  )
  for (const [format, { description, takes }] of Object.entries(formats)) {
    const one = command
      .command(format)
      .argument('<file...>', 'one or more files, imported in this order')
      .description(description)
    for (const name of takes) one.addOption(options[name])
    one.action((files: string[], given: ImportOptions) => bringIn(context, format as Format, files, given))
  }
  return command
}

const bringIn = async (
  { session, output, signal, end }: ProgramContext,
  format: Format,
  files: readonly string[],
  given: ImportOptions,
): Promise<void> => {
  const summary = await importFiles(session(), format, files, { ...given, signal }, output())
  if (!summary.stopped) await awaitPicture(summary, session(), output())
  if (output().json) output().out(JSON.stringify(summary))
  else for (const line of describeImport(summary)) output().out(line)
  if (summary.refused.length > 0 || summary.bad.length > 0 || summary.stopped) end(exitCodes.refused)
}

/** Waits until questions are answered with what was imported. If that takes too long, says so; it is not a failure. */
const awaitPicture = async (summary: ImportSummary, session: Session, output: Output): Promise<void> => {
  const late = (why: string) => output.err(`The records are not yet in the joint picture: ${why}.`)
  try {
    if (!(await pictureHas(session, summary))) late(`it has not reached position ${summary.position}`)
  } catch (error) {
    if (!(error instanceof AnswerError) && !(error instanceof UsageError)) throw error
    late(error.message)
  }
}

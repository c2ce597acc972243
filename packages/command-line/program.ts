import { Command, CommanderError, Option } from 'commander'
import { type Format, type ImportOptions, importFiles } from './commands/import.ts'
import { listIncidents } from './commands/incidents.ts'
import { pictureHas } from './commands/picture-has.ts'
import { query } from './commands/query.ts'
import { listReads, printAccessReport } from './commands/reads.ts'
import { follow, replay } from './commands/timeline.ts'
import { describeImport, type ImportSummary } from './import/import-summary.ts'
import { AnswerError, type Asking } from './joint-api.ts'
import { count, instant, known, position } from './option-values.ts'
import { type Output, terminalOutput } from './output.ts'
import { defaultSessionFile, readSession, type Session, tokenFor, UsageError } from './session.ts'

/** What the program ends with. */
export const exitCodes = { done: 0, refused: 1, usage: 2, interrupted: 130 } as const

interface CommonOptions {
  readonly session: string
  readonly as: string
  readonly json?: boolean
}

export interface RunOptions {
  readonly signal: AbortSignal
  readonly outputOf?: (json: boolean) => Output
  /** Further commands, made by whoever composes the program; they see the common options through the output. */
  readonly more?: (context: CommandContext) => readonly Command[]
}

/** What a command is given besides its own arguments. */
export interface CommandContext {
  readonly session: () => Session
  readonly asking: () => Asking
  readonly output: () => Output
  readonly end: (code: number) => void
}

/**
 * Runs the program with arguments as a shell gives them, without the name of the program. Resolves with the exit code;
 * unexpected failures throw.
 */
export const run = async (args: readonly string[], options: RunOptions): Promise<number> => {
  const { signal, outputOf = terminalOutput, more = () => [] } = options
  let code: number = exitCodes.done
  const end = (status: number): void => {
    code = status
  }
  const program = build(signal, outputOf, end)
  const common = () => program.opts<CommonOptions>()
  const context: CommandContext = {
    session: () => readSession(common().session),
    asking: () => ({ session: readSession(common().session), as: common().as, signal }),
    output: () => outputOf(common().json === true),
    end,
  }
  for (const command of more(context)) addWhole(program, command)
  try {
    await program.parseAsync([...args], { from: 'user' })
    return signal.aborted ? exitCodes.interrupted : code
  } catch (error) {
    if (signal.aborted) return exitCodes.interrupted
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage
    if (error instanceof UsageError) return tell(error, exitCodes.usage, outputOf)
    if (error instanceof AnswerError) return tell(error, exitCodes.refused, outputOf)
    throw error
  }
}

/** Adds a command that was made elsewhere, so that it and all below it end as every other one does. */
const addWhole = (program: Command, command: Command): void => {
  program.addCommand(command)
  inherit(program, command)
}

const inherit = (parent: Command, command: Command): void => {
  command.copyInheritedSettings(parent)
  for (const below of command.commands) inherit(command, below)
}

const tell = (error: Error, code: number, outputOf: (json: boolean) => Output): number => {
  outputOf(false).err(`concord: ${error.message}`)
  return code
}

const build = (
  signal: AbortSignal,
  outputOf: (json: boolean) => Output,
  end: (code: number) => void,
): Command => {
  const program = new Command('concord')
    .description('Brings records in, asks, follows and replays.')
    .option('--session <file>', 'addresses and tokens of the system', defaultSessionFile())
    .option('--as <agency/role>', 'who asks', 'joc/analyst')
    .option('--json', 'print JSON, one value a line, and nothing else')
    .showHelpAfterError()
    .exitOverride()
    .addHelpText('after', '\nExit status: 0 done, 1 refused or not answered, 2 wrong call, 130 interrupted.')
  const common = () => program.opts<CommonOptions>()
  const output = () => outputOf(common().json === true)
  const asking = (): Asking => ({ session: readSession(common().session), as: common().as, signal })

  addImports(program, common, output, signal, end)
  program
    .command('incidents')
    .description('list incidents, operations and exercises, the last changed first')
    .option('--status <status...>', 'reported, acknowledged, active, contained, resolved, closed or merged')
    .option('--kind <kind...>', 'such as wildfire')
    .option('--agency <agency...>', 'in which one of these takes part')
    .option('--text <words>', 'whose name, kind, title or summaries hold these words')
    .option('--first <count>', 'how many at most, 1 to 100', count(1, 100), 20)
    .addOption(knownOption())
    .addOption(validOption())
    .action((options) => listIncidents(asking(), options, output()))
  program
    .command('query <graphql>')
    .description('ask in GraphQL: the text, a file, or - for standard input')
    .option('--variables <json>', 'the variables of the question')
    .action((text: string, options: { variables?: string }) =>
      query(asking(), text, options.variables, output()),
    )
  program
    .command('reads')
    .description('list who read data about persons, the latest first; for auditors (--as joc/auditor)')
    .option('--subject <code>', 'about this person')
    .option('--agency <agency>', 'by members of this agency')
    .option('--reader <name>', 'by this person')
    .option('--owner <agency>', 'of records of this agency')
    .option('--incident <incident>', 'about this incident')
    .option('--case <case>', 'in this case')
    .option('--purpose <purpose>', 'for this purpose')
    .option('--field <field>', 'of this field, such as SightingReported.interview.name')
    .option('--from <instant>', 'at this moment or later', instant)
    .option('--until <instant>', 'before this moment', instant)
    .option('--first <count>', 'how many at most, 1 to 100', count(1, 100), 20)
    .action((options) => listReads(asking(), options, output()))
  program
    .command('access-report <code>')
    .description('print what a person is told who asks who read about them; for auditors')
    .action((subject: string) => printAccessReport(asking(), subject, output()))
  program
    .command('token <agency/role>')
    .description('print the token of an agency and role, such as police/duty-officer')
    .action((who: string) => output().out(tokenFor(readSession(common().session), who)))
  program
    .command('follow')
    .description('print what is recorded as it is recorded, until interrupted')
    .option('--after <position>', 'begin after this position; left out, with what comes next', position)
    .option('--incident <incident>', 'only what concerns this one')
    .action((options) => follow(asking(), options, output()))
  program
    .command('replay <incident>')
    .description('print the timeline of an incident')
    .option('--speed <factor>', 'seconds of the story in one second; left out, at once', count(1, 1_000_000))
    .addOption(knownOption())
    .addOption(validOption())
    .action((incident: string, options) => replay(asking(), { ...options, incident }, output()))
  return program
}

const formats: Readonly<Record<Format, string>> = {
  firms: 'satellite detections of NASA FIRMS (CSV); without --incident, one incident a day',
  calls: 'fire department calls for service of DataSF (CSV); each call becomes an incident',
  cap: 'public alerts in CAP 1.2 (XML)',
  story: 'records of several agencies (NDJSON), with the times at which they were recorded',
}

const addImports = (
  program: Command,
  common: () => CommonOptions,
  output: () => Output,
  signal: AbortSignal,
  end: (code: number) => void,
): void => {
  const imports = program
    .command('import')
    .description("bring files in through the agencies' APIs; doing it again changes nothing")
  for (const [format, description] of Object.entries(formats) as [Format, string][]) {
    imports
      .command(`${format} <file...>`)
      .description(description)
      .option(
        '--agency <agency>',
        'deliver to this agency; left out, to the only one that records such reports',
      )
      .option(
        '--release-to <agency...>',
        'who may see records that bring no marking of their own; left out, as the agency is configured',
      )
      .option('--incident <incident>', 'put everything under this incident')
      .option('--system <name>', 'the name of the older system; for a story, the name of the file')
      .option('--zone <zone>', "the time zone of the file's clocks (calls)")
      .option('--feeds <folder>', 'where the satellite feeds are that a story names')
      .option(
        '--stand-in <theirs=ours>',
        'which agency records here what one of a story recorded that is none of ours, such as health=inspection; may be given again',
        (one: string, before: readonly string[] = []) => [...before, one],
      )
      .option(
        '--keep-misfits',
        'file records whose fields do not fit their type as reports that bear its name, instead of leaving them refused',
      )
      .action(async (files: string[], options: ImportOptions) => {
        const summary = await importFiles(
          readSession(common().session),
          format,
          files,
          { ...options, signal },
          output(),
        )
        if (!summary.stopped) await awaitPicture(summary, readSession(common().session), output())
        if (common().json) output().out(JSON.stringify(summary))
        else for (const line of describeImport(summary)) output().out(line)
        if (summary.refused.length > 0 || summary.bad.length > 0 || summary.stopped) end(exitCodes.refused)
      })
  }
}

/** The next question is answered from what was brought in. That it may not be yet is told, and is no failure. */
const awaitPicture = async (summary: ImportSummary, session: Session, output: Output): Promise<void> => {
  const late = (why: string) => output.err(`Recorded, and not yet in the joint picture: ${why}.`)
  try {
    if (!(await pictureHas(session, summary))) late(`it has not come to position ${summary.position}`)
  } catch (error) {
    if (!(error instanceof AnswerError) && !(error instanceof UsageError)) throw error
    late(error.message)
  }
}

const knownOption = () =>
  new Option('--known <moment>', 'as known then: an instant with its offset, or a position').argParser(known)

const validOption = () => new Option('--valid <instant>', 'as it was then').argParser(instant)

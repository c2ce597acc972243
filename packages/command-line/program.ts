import { UsageError } from '@concord/kernel'
import { Command, CommanderError, Help, type Option } from 'commander'
import { AnswerError } from './joint-api.ts'
import { type Output, terminalOutput } from './output.ts'
import manifest from './package.json' with { type: 'json' }
import { type CommandGroup, exitCodes, type ProgramContext } from './program-context.ts'
import { defaultSessionFile, readSession } from './session.ts'

interface CommonOptions {
  readonly session: string
  readonly as: string
  readonly json?: boolean
}

/** What the program is run with besides its arguments. */
export interface RunOptions {
  readonly signal: AbortSignal
  readonly outputOf?: (json: boolean) => Output
  /** Further commands from the composition root; they see the common options through the context. */
  readonly more?: readonly CommandGroup[]
}

/**
 * Runs the program with arguments as a shell gives them, without the name of the program. Resolves with the exit code;
 * unexpected failures throw.
 */
export const run = async (args: readonly string[], options: RunOptions): Promise<number> => {
  const { signal, outputOf = terminalOutput, more = [] } = options
  let code: number = exitCodes.done
  const program = emptyProgram().version(manifest.version, '--version', 'print the release')
  const common = () => program.opts<CommonOptions>()
  const context: ProgramContext = {
    session: () => readSession(common().session),
    asking: () => ({ session: readSession(common().session), as: common().as, signal }),
    output: () => outputOf(common().json === true),
    end: (status) => {
      code = status
    },
    signal,
  }
  for (const { load, options } of calledFor([...own, ...more], args)) {
    for (const command of await load(context)) addWhole(program, command, options)
  }
  try {
    await program.parseAsync(helpWhereThereIsSome(program, args), { from: 'user' })
    return signal.aborted ? exitCodes.interrupted : code
  } catch (error) {
    if (signal.aborted) return exitCodes.interrupted
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage
    if (error instanceof UsageError) return tell(error, exitCodes.usage, outputOf)
    if (error instanceof AnswerError) return tell(error, exitCodes.refused, outputOf)
    throw error
  }
}

const own: readonly CommandGroup[] = [
  {
    names: ['import'],
    options: ['--session', '--json'],
    load: async (context) => [(await import('./commands/import-command.ts')).importCommand(context)],
  },
  {
    names: [
      ...['incidents', 'incident', 'search', 'statistics', 'breakdown', 'query', 'reads', 'access-report'],
      ...['token', 'status', 'follow', 'replay'],
    ],
    load: async (context) => (await import('./commands/asking-commands.ts')).askingCommands(context),
  },
]

/**
 * The group of the command that is named; all of them where none is: help lists them, and a slip is answered with the
 * nearest.
 */
const calledFor = (groups: readonly CommandGroup[], args: readonly string[]): readonly CommandGroup[] => {
  const [called] = emptyProgram().parseOptions([...args]).operands
  const group = groups.find(({ names }) => names.some((name) => name === called))
  return group ? [group] : groups
}

/** The arguments without the wish for help where it goes with no command that there is: that is a slip, and told as one. */
const helpWhereThereIsSome = (program: Command, args: readonly string[]): string[] => {
  const [called] = emptyProgram().parseOptions([...args]).operands
  const isKnown = ['help', undefined, ...program.commands.map((command) => command.name())].includes(called)
  return args.filter((arg) => isKnown || !['-h', '--help'].includes(arg))
}

const examples = `
Examples, each after npx -y pnpm@12:
  concord incidents --status active contained
  concord incident INC-ESC
  concord search horses missing
  concord replay INC-ESC --known 2025-04-23T16:00:00+08:00
  concord query '{ incidents { totalCount } }'
  concord --as police/commander incidents
  concord breakdown checkpoint month --csv > crossings.csv
  concord --json follow | jq .summary
  concord import story records.ndjson`

const emptyProgram = (): Command =>
  new Command('concord')
    .description('Imports records, asks questions, and follows and replays incidents.')
    .option('--session <file>', 'the file with the addresses and tokens of the system', defaultSessionFile())
    .option('--as <agency/role>', 'the agency and role in whose name to ask', 'joc/analyst')
    .option('--json', 'print JSON, one value a line, and nothing else')
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'concord: ')) })
    .showHelpAfterError('(--help shows all commands; after a command, its options)')
    .exitOverride()
    .addHelpText('after', examples)
    .addHelpText(
      'after',
      '\nExit status: 0 done, 1 refused or not answered, 2 wrong arguments, 130 interrupted.',
    )

/** Adds a command that was made elsewhere, so that it and all below it end as every other one does. */
const addWhole = (program: Command, command: Command, options: CommandGroup['options']): void => {
  program.addCommand(command)
  inherit(program, command, options)
}

const inherit = (parent: Command, command: Command, options: CommandGroup['options']): void => {
  command.copyInheritedSettings(parent)
  if (options !== undefined) command.configureHelp(helpWith(options))
  for (const below of command.commands) inherit(command, below, options)
}

/** Help that lists these options of the program, and no others. */
const helpWith = (options: readonly string[]) => {
  const whole = Object.assign(new Help(), { showGlobalOptions: true })
  const isMeant = ({ long }: Option) => options.some((name) => name === long)
  return {
    showGlobalOptions: true,
    visibleGlobalOptions: (command: Command) => whole.visibleGlobalOptions(command).filter(isMeant),
  }
}

const tell = (error: Error, code: number, outputOf: (json: boolean) => Output): number => {
  outputOf(false).err(`concord: ${error.message}`)
  return code
}

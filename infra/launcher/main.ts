import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { exitCodes, logAddress, terminalOutput } from '@concord/command-line'
import { UsageError } from '@concord/kernel'
import { Command, CommanderError, InvalidArgumentError } from 'commander'
import { roster } from '../../services/roster.ts'
import { checkStory } from '../demo/check.ts'
import { playStory, storyAtHand } from '../demo/play.ts'
import { ChildFailed } from './child.ts'
import { takeDataFolder } from './data-folder.ts'
import { onFreePorts } from './on-free-ports.ts'
import { type Ports, portInUse, portsFrom } from './ports.ts'
import { type RunningSystem, startSystem } from './system.ts'
import { printWelcome } from './welcome.ts'

const BASE_PORT = 4100

interface StartOptions {
  readonly data: string
  readonly port: number
  readonly log?: string
  readonly session: string
}

interface DemoOptions extends StartOptions {
  readonly check?: boolean
  readonly story?: string
  readonly answers?: string
  readonly feeds?: string
}

const port = (text: string): number => {
  const value = Number(text)
  if (Number.isInteger(value) && value >= 1024 && value <= 65_000) return value
  throw new InvalidArgumentError('a number from 1024 to 65000')
}

const withCommonOptions = (command: Command, data: string): Command =>
  command
    .option('--data <folder>', 'the folder where everything is kept', data)
    .option(
      '--port <base>',
      'the first port: the log has it, the joint operations the next one, the agencies those from the tenth on',
      port,
      BASE_PORT,
    )
    .option(
      '--log <connection string>',
      'an EventStoreDB or KurrentDB to use instead of the embedded node',
      logAddress,
    )
    .option(
      '--session <file>',
      'the file to which the addresses and tokens for the command line are written',
      '.concord/session.json',
    )

/** Resolves at the first interrupt, which may come before everything is up; a second one is not waited for. */
const interrupted = new Promise<void>((resolve) => {
  let count = 0
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (++count > 1) process.exit(130)
      resolve()
    })
  }
})

const program = new Command('npx -y pnpm@12')
  .description('Starts every process of Concord on this machine.')
  .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'concord: ')) })
  .showHelpAfterError('(--help shows all commands and options)')
  .exitOverride()

withCommonOptions(program.command('start'), '.concord/start')
  .description('start the system on a data folder that is kept; at the first start it is empty')
  .action((options: StartOptions) => start(options))

withCommonOptions(program.command('demo'), '.concord/demo')
  .description('start the system in a fresh data folder, play the story and leave it running')
  .option('--check', 'ask the questions of the story, print one line for each, and stop')
  .option('--story <file>', 'the story to play instead: a file of the same form (NDJSON)')
  .option('--answers <file>', 'the answers to expect instead (JSON)')
  .option('--feeds <folder>', 'the folder with the satellite feeds of the story')
  .action((options: DemoOptions) => demo(options))

const start = async (options: StartOptions): Promise<void> => {
  const ports = portsFrom(options.port, roster.length)
  await refuseUsedPorts(ports)
  const folder = takeDataFolder(options.data, { fresh: false })
  try {
    const system = await up(options, ports, folder)
    try {
      printWelcome(system.session, options.session, { story: false })
      await interrupted
    } finally {
      await down(system)
    }
  } finally {
    folder.release()
  }
}

const demo = async (options: DemoOptions): Promise<void> => {
  const fixed = portsFrom(options.port, roster.length)
  if (!options.check) await refuseUsedPorts(fixed)
  const folder = takeDataFolder(options.check ? `${options.data}-check` : options.data, { fresh: true })
  const sessionFile = options.check ? `${folder.path}/session.json` : options.session
  try {
    const upOn = (ports: Ports) => up({ ...options, session: sessionFile }, ports, folder)
    const system = options.check ? await onFreePorts(roster.length, upOn) : await upOn(fixed)
    try {
      const story = storyAtHand(options, folder.of('feeds'))
      await playStory(system.session, story, terminalOutput(false))
      if (options.check) {
        process.exitCode = (await checkStory(system.session, story, console.log)) ? 0 : 1
        return
      }
      printWelcome(system.session, sessionFile, { story: true })
      await interrupted
    } finally {
      await down(system)
    }
  } finally {
    folder.release()
  }
}

const up = async (
  options: StartOptions,
  ports: Ports,
  folder: ReturnType<typeof takeDataFolder>,
): Promise<RunningSystem> => {
  mkdirSync(dirname(options.session), { recursive: true })
  const started = Date.now()
  const abandoned = new AbortController()
  const starting = startSystem({
    folder,
    ports,
    log: options.log,
    sessionFile: options.session,
    onStep: (text) => console.log(`starting ${text}`),
    events: {
      onRestart: (name, reason, lastWords) => {
        const why = lastWords === undefined ? '' : ` (${inALine(lastWords)})`
        console.error(`${name} ${reason}${why}; it is being restarted`)
      },
      onFailing: (name, reason, lastWords, everyMs) => {
        console.error(
          `${name} ${reason} repeatedly (${inALine(lastWords)}); the other processes go on, and it is restarted every ${everyMs / 1000} s. Its log is in ${folder.path}/logs.`,
        )
      },
      onBack: (name) => console.error(`${name} is up again`),
    },
    signal: abandoned.signal,
  })
  const system = await Promise.race([starting, interrupted])
  if (!system) {
    abandoned.abort()
    await starting.then(down, () => {})
    throw new UsageError('interrupted before all processes were ready')
  }
  console.log(`up after ${((Date.now() - started) / 1000).toFixed(1)} s; logs in ${folder.path}/logs`)
  return system
}

const inALine = (words: string): string => words.trim().replaceAll(/\s+/g, ' ')

const refuseUsedPorts = async (ports: Ports): Promise<void> => {
  const used = await portInUse(ports)
  if (used === undefined) return
  throw new UsageError(
    `Port ${used} is in use. Stop the program that uses it, or choose other ports with --port.`,
  )
}

const down = async (system: RunningSystem): Promise<void> => {
  console.log('stopping')
  await system.stop()
}

try {
  await program.parseAsync()
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? exitCodes.done : exitCodes.usage
  } else if (error instanceof UsageError || error instanceof ChildFailed) {
    console.error(`concord: ${error.message}`)
    process.exitCode = exitCodes.usage
  } else throw error
}

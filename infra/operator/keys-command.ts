import { existsSync } from 'node:fs'
import {
  AnswerError,
  count,
  instant,
  logAddress,
  type Output,
  type ProgramContext,
  printRows,
  wantsCsv,
} from '@concord/command-line'
import {
  anchorOf,
  type KeyEnd,
  type RegisteredKey,
  type Rotation,
  type RotationFailure,
  type RotationOptions,
  readKeys,
  readTrustAnchors,
  rotateKey,
} from '@concord/event-log'
import type { Result } from '@concord/kernel'
import { UsageError } from '@concord/kernel'
import { Command, Option } from 'commander'
import { withRecordOfReads } from '../../services/joint-operations/joint-centre.ts'
import { roster } from '../../services/roster.ts'
import { logOf } from './log-of.ts'

interface KeysOptions {
  readonly log?: string
  readonly keys?: string
}
interface RotateOptions extends KeysOptions {
  readonly next?: string
  readonly dryRun?: boolean
  readonly overlap: number
}
interface RevokeOptions extends RotateOptions {
  readonly kid: string
  readonly from: string
  readonly reason: KeyEnd['reason']
}

/** `concord keys`: an agency's signing keys, their rotation and their end. */
export const keysCommand = (context: ProgramContext): Command =>
  new Command('keys')
    .description('list, make, rotate and revoke the signing keys of agencies')
    .addCommand(list(context))
    .addCommand(make(context))
    .addCommand(rotate(context))
    .addCommand(revoke(context))

const list = (context: ProgramContext): Command =>
  placed(new Command('list').argument('[agency]', 'only the keys of this agency'))
    .description('list the keys on record, in the order in which they took over')
    .option('--csv', 'print CSV with a heading, and nothing else')
    .action(async (agency: string | undefined, place: KeysOptions & { readonly csv?: boolean }) => {
      const csv = wantsCsv(context.output(), place)
      const rows: KeyRow[] = []
      for (const name of agency === undefined ? roster.map((each) => each.name) : [known(agency)]) {
        rows.push(
          ...(await keysOf(name, context, place)).map((key, index, all) => rowOf(key, all[index + 1])),
        )
      }
      print(rows, context.output(), csv)
    })

const make = ({ session, output }: ProgramContext): Command =>
  new Command('make')
    .argument('<agency>', 'whose keys')
    .description(
      'make the first key and the next key of an agency, if they do not exist, and print the entry for trust.json',
    )
    .option('--keys <folder>', 'the folder of keys; by default that of the session')
    .option('--next <file>', 'the file for the next key, on a medium that is kept apart from this machine')
    .action((agency: string, { keys = session().keys, next }: KeysOptions & { readonly next?: string }) => {
      if (keys === undefined)
        throw new UsageError('The session names no folder of keys. Name it with --keys.')
      const entry = { [known(agency)]: anchorOf(keys, agency, next) }
      output().out(JSON.stringify(entry, null, output().json ? undefined : 2))
    })

const rotate = (context: ProgramContext): Command =>
  rotating(new Command('rotate').argument('<agency>', 'whose key'))
    .description(
      'replace the present signing key by the next one; if it was interrupted, run it again and it resumes',
    )
    .action(async (agency: string, options: RotateOptions) => {
      const rotated = await rotateKey(rotationOf(context, agency, options))
      tell(orThrow(rotated), context.output())
    })

const revoke = (context: ProgramContext): Command =>
  rotating(new Command('revoke').argument('<agency>', 'whose key'))
    .description(
      'end a key at a moment, which may lie in the past, and replace the present key by the next one',
    )
    // As an option's value, because one key in 64 has a name that begins like an option.
    .requiredOption('--kid <key>', 'the key to end, as `keys list` names it')
    .requiredOption(
      '--from <instant>',
      'the moment at which the key ends: what it signed counts only if it was recorded before',
      instant,
    )
    .addOption(
      new Option('--reason <reason>', 'why the key ends')
        .choices(['compromised', 'lost'])
        .default('compromised'),
    )
    .action(async (agency: string, options: RevokeOptions) => {
      const { kid, from, reason } = options
      const end: KeyEnd = { kid, at: from, reason }
      const isDone = async (): Promise<boolean> => {
        const keys = await keysOf(known(agency), context, options)
        const key = keys.find((each) => each.kid === kid)
        if (!key)
          throw new UsageError(`${agency} has no key ${kid}. \`concord keys list ${agency}\` lists its keys.`)
        return key.validUntilMs <= Date.parse(end.at)
      }
      const output = context.output()
      const wished = { ...rotationOf(context, agency, options), ends: [end] }
      const planned = await rotateKey({ ...wished, dryRun: true })
      const isHalfDone = planned.ok && planned.value.outcome === 'half-done'
      const carryOut = async () => tell(orThrow(options.dryRun ? planned : await rotateKey(wished)), output)
      if (isHalfDone) {
        await carryOut()
        if (options.dryRun) return
      }
      if (!(await isDone())) await carryOut()
      else if (!isHalfDone) output.err(`${kid} had already ended by then. Nothing was done.`)
    })

const placed = (command: Command): Command =>
  command
    .option('--log <connection string>', 'the log; by default that of the session', logAddress)
    .option('--keys <folder>', 'the folder of keys; by default that of the session')

const rotating = (command: Command): Command =>
  placed(command)
    .option(
      '--next <file>',
      'the file of the next key; by default <agency>.signing.next.pem in the folder of keys',
    )
    .option(
      '--overlap <seconds>',
      'how long the replaced key may still sign; use 0 only while no process signs with it',
      count(0, 86_400),
      60,
    )
    .option('--dry-run', 'say what would be done, and do nothing')

const rotationOf = ({ session }: ProgramContext, agency: string, options: RotateOptions): RotationOptions => {
  const { connectionString, keys } = logOf(options, session)
  if (options.next !== undefined && !existsSync(options.next))
    throw new UsageError(`There is no file ${options.next}. Name the file of the next key with --next.`)
  return {
    connectionString,
    agencies: withRecordOfReads(roster),
    anchors: readTrustAnchors(keys),
    agency: known(agency),
    folder: keys,
    nextFile: options.next,
    overlapMs: options.overlap * 1_000,
    dryRun: options.dryRun === true,
  }
}

const keysOf = async (
  agency: string,
  { session }: ProgramContext,
  place: KeysOptions,
): Promise<readonly RegisteredKey[]> => {
  const { connectionString, keys } = logOf(place, session)
  return orThrow(await readKeys({ connectionString, anchors: readTrustAnchors(keys), agency }))
}

const known = (agency: string): string => {
  if (roster.some(({ name }) => name === agency)) return agency
  throw new UsageError(
    `There is no agency ${agency}. There are: ${roster.map(({ name }) => name).join(', ')}.`,
  )
}

const orThrow = <Value>(result: Result<Value, RotationFailure>): Value => {
  if (result.ok) return result.value
  throw new AnswerError(result.error.detail)
}

interface KeyRow {
  readonly agency: string
  readonly kid: string
  readonly from: string | null
  readonly until: string | null
  readonly next: string | null
  readonly present: boolean
}

const rowOf = (key: RegisteredKey, later: RegisteredKey | undefined): KeyRow => ({
  agency: key.agency,
  kid: key.kid,
  from: instantOf(key.validFromMs),
  until: instantOf(key.validUntilMs),
  next: key.next ?? null,
  present: later === undefined,
})

const instantOf = (ms: number): string | null => (Number.isFinite(ms) ? new Date(ms).toISOString() : null)

const print = (rows: readonly KeyRow[], output: Output, csv: boolean): void => {
  if (output.json) {
    output.out(JSON.stringify(rows))
    return
  }
  const cells = rows.map(({ agency, kid, from, until, next, present }) => [
    agency,
    kid,
    from ?? 'the beginning',
    until ?? (csv ? null : '-'),
    present ? (next ?? 'none: this key cannot be rotated') : 'has taken over',
  ])
  printRows(output, { head: ['agency', 'key', 'valid from', 'until', 'next'], rows: cells }, csv)
}

const outcomes: Readonly<Record<Rotation['outcome'], string>> = {
  recorded: 'has taken over and is on record',
  completed: 'has taken over, as an interrupted run had recorded',
  planned: 'would take over; nothing was done',
  'half-done': 'was recorded by an interrupted run; nothing more was done now',
}

const tell = (rotation: Rotation, output: Output): void => {
  if (output.json) {
    output.out(JSON.stringify(rotation))
    return
  }
  output.out(`${rotation.kid} ${outcomes[rotation.outcome]}; it replaces ${rotation.replaces}`)
  for (const { kid, at, reason } of rotation.ends) output.out(`  ${kid} ends at ${at} (${reason})`)
  if (rotation.outcome === 'recorded' || rotation.outcome === 'completed') {
    output.out(
      'Processes that use this folder sign with the new key within two seconds. Copy it to any other folder of keys of this agency before the old key ends.',
    )
    output.out('Keep the file of the next key off this machine.')
    if (rotation.ends.some(({ at }) => Date.parse(at) < Date.now() + TAKEN_WITHIN_MS))
      output.out(
        'What a process signed with an ended key after its end is without force, although the command was answered with success. `concord verify` lists such events, and the process of the agency takes them back: record again what is true of them.',
      )
  }
}

/** Within so long the processes of a folder of keys take over the one that is put there. */
const TAKEN_WITHIN_MS = 2_000

import { AnswerError, logAddress, type Output, type ProgramContext } from '@concord/command-line'
import { copyAndCompare, describeCopy } from '@concord/embedded-node/copy'
import {
  type AgencyKeys,
  metadataWithTime,
  moveOnRecord,
  openAgencyKeys,
  recordMove,
} from '@concord/event-log'
import type { Position, Result } from '@concord/kernel'
import { UsageError } from '@concord/kernel'
import { Command } from 'commander'
import { withRecordOfReads } from '../../services/joint-operations/joint-centre.ts'
import { JOINT_CENTRE, roster } from '../../services/roster.ts'
import { laterProgress } from './later-progress.ts'
import { logOf } from './log-of.ts'

interface MoveOptions {
  readonly from: string
  readonly to: string
  readonly keys?: string
  readonly state: string
  readonly reason: string
  readonly upTo?: string
}

/** `concord move`: takes a log to another server, with the times at which its events were recorded. */
export const moveCommand = ({ session, output }: ProgramContext): Command =>
  new Command('move')
    .description(
      'move the log to another server, embedded or not, with the times at which its events were recorded; if it was interrupted, run it again and it resumes',
    )
    .requiredOption(
      '--from <connection string>',
      'the server that the log leaves; nobody may write there any more',
      logAddress,
    )
    .requiredOption(
      '--to <connection string>',
      'the server to which the log goes; nobody may write there yet',
      logAddress,
    )
    .requiredOption('--reason <sentence>', 'why the log moves; recorded for all who verify the log')
    .option('--keys <folder>', "the folder of the centre's keys; by default that of the session")
    .option('--state <file>', 'the file in which the copy keeps its progress', 'move-state.json')
    .option(
      '--up-to <position>',
      'copy nothing, and record again that the log was moved up to this position; needed after the key that signed the first record was ended',
      position,
    )
    .action(async (options: MoveOptions) => {
      const folder = logOf({ ...options, log: options.to }, session).keys
      const keys = openAgencyKeys(folder)
      try {
        const last = options.upTo === undefined ? await copied(options, keys, output()) : BigInt(options.upTo)
        await record(options, keys, last, output())
      } finally {
        keys.close()
      }
    })

/** Copies and compares; answers with the id of the last event. */
const copied = async (options: MoveOptions, keys: AgencyKeys, output: Output): Promise<string> => {
  const { from, to, state } = options
  // Fails where times were brought along and no record counts yet: a move that was cut short goes on.
  const there = await moveOnRecord({ connectionString: to, keys, keeper: JOINT_CENTRE })
  if (there.ok && there.value)
    throw new AnswerError(
      `The log has already been moved to ${serversIn(to)}, up to position ${there.value.position}. Events recorded on the old server since then cannot be moved.`,
    )
  const before = orThrow(await moveOnRecord({ connectionString: from, keys, keeper: JOINT_CENTRE }))
  const metadataOf = metadataWithTime(before && BigInt(before.position))
  const progress = laterProgress(output)
  const compared = await copyAndCompare(
    { from, to, state, metadataOf },
    { onProgress: progress.advance, say: progress.tell },
  )
    .catch((error: Error) => {
      throw new AnswerError(error.message)
    })
    .finally(progress.stop)
  output.err(describeCopy(compared))
  if (!compared.sameOrder)
    throw new AnswerError(
      'The target has the events in another order across streams, so the signed log heads would not match it.',
    )
  if (compared.last === undefined) throw new AnswerError(`There are no events on ${serversIn(from)}.`)
  return compared.last
}

const record = async (
  { from, to, reason }: MoveOptions,
  keys: AgencyKeys,
  last: string | Position,
  output: Output,
): Promise<void> => {
  const agencies = withRecordOfReads(roster)
  const place = { connectionString: to, agencies, keys, keeper: JOINT_CENTRE }
  const move = orThrow(await recordMove({ ...place, last, from: serversIn(from), reason }))
  if (output.json) {
    const { size, root, position, at } = move
    return output.out(JSON.stringify({ size, root, position, at, from: move.from, reason: move.reason }))
  }
  output.out(
    `${move.size} events were moved with their times, up to position ${move.position}; the move is on record.`,
  )
  output.out(
    'The data folders of the processes hold positions of the old server. Before the processes start on the new server, remove everything but witnessed-head.json from these folders.',
  )
  output.out('Then check the log: concord verify --heads, with the witnessed-head.json files.')
}

/** The servers of a connection string, without who connects and how. */
const serversIn = (connectionString: string): string =>
  connectionString
    .replace(/^[^/]*\/\//, '')
    .replace(/^.*@/, '')
    .replace(/[/?].*$/, '')

const position = (text: string): string => {
  if (/^\d{1,20}$/.test(text)) return text
  throw new UsageError(`${text} is not a position. A position is a number such as 120.`)
}

const orThrow = <Value>(result: Result<Value, { readonly kind: string; readonly detail: string }>): Value => {
  if (result.ok) return result.value
  throw new AnswerError(result.error.detail)
}

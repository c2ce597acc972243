import { AnswerError, type CommandContext, progressOf } from '@concord/command-line'
import { readTrustAnchors, verifyLog } from '@concord/event-log'
import { Command } from 'commander'
import { withRecordOfReads } from '../../services/joint-operations/record-of-reads.ts'
import { roster } from '../../services/roster.ts'
import { logOf } from './log-of.ts'

interface VerifyOptions {
  readonly log?: string
  readonly keys?: string
  readonly every?: boolean
}

/** `concord verify`: checks the whole log against keys, chains, signatures, tree and heads. */
export const verifyCommand = ({ session, output, end }: CommandContext): Command =>
  new Command('verify')
    .description(
      'check the whole log: keys, chains, signatures, Merkle tree, signed heads; names the first difference',
    )
    .option('--log <connection string>', "the log; left out, the session's")
    .option('--keys <folder>', "the folder with trust.json; left out, the session's")
    .option(
      '--every',
      'each signature by itself; left out, the newest of each stream, which covers those before it',
    )
    .action(async (options: VerifyOptions) => {
      const { connectionString, keys } = logOf(options, session)
      const progress = progressOf(output(), 'events', 0)
      const verified = await verifyLog({
        connectionString,
        agencies: withRecordOfReads(roster),
        anchors: readTrustAnchors(keys),
        every: options.every === true,
        onProgress: (events) => progress.advance(events, String(events)),
      })
      progress.stop()
      if (verified.ok) {
        const { events, streams, heads, countersignatures, uncovered, root } = verified.value
        if (output().json) return output().out(JSON.stringify({ intact: true, ...verified.value }))
        output().out(`intact: ${events} events in ${streams} streams, root ${root}`)
        output().out(
          `${heads} signed heads, ${countersignatures} countersignatures; ${uncovered} events after the last head`,
        )
        return
      }
      if (verified.error.kind === 'unavailable')
        throw new AnswerError(`The log cannot be read: ${verified.error.detail}`)
      const { difference } = verified.error
      if (output().json) output().out(JSON.stringify({ intact: false, difference }, bigintAsText))
      else {
        const place = difference.stream === undefined ? '' : `${difference.stream}@${difference.revision}: `
        output().out(`NOT INTACT. ${place}${difference.detail}`)
      }
      end(1)
    })

const bigintAsText = (_: string, value: unknown): unknown =>
  typeof value === 'bigint' ? String(value) : value

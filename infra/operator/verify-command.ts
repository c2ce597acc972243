import {
  AnswerError,
  type CommandContext,
  count,
  type Output,
  type Progress,
  progressOf,
} from '@concord/command-line'
import { type RecordedMove, readTrustAnchors, verifyLog } from '@concord/event-log'
import { Command } from 'commander'
import { CENTRE, withRecordOfReads } from '../../services/joint-operations/record-of-reads.ts'
import { roster } from '../../services/roster.ts'
import { logOf } from './log-of.ts'
import { type RememberedHead, rememberedHeads } from './witnessed-heads.ts'

interface VerifyOptions {
  readonly log?: string
  readonly keys?: string
  readonly every?: boolean
  readonly patience: number
  readonly heads?: readonly string[]
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
    .option(
      '--patience <seconds>',
      'how long to wait for a store that is slow or away',
      count(0, 86_400),
      120,
    )
    .option(
      '--heads <file...>',
      "log heads that agencies remember outside the store; left out, those in this machine's data folder",
    )
    .action(async (options: VerifyOptions) => {
      const heads = rememberedHeads(options.heads, options.log === undefined ? session().data : undefined)
      const { connectionString, keys } = logOf(options, session)
      const progress = laterProgress(output())
      const verified = await verifyLog({
        connectionString,
        agencies: withRecordOfReads(roster),
        anchors: readTrustAnchors(keys),
        keeper: CENTRE,
        every: options.every === true,
        witnessed: heads,
        patienceMs: options.patience * 1_000,
        onProgress: progress.advance,
        onWait: (why, waitMs) =>
          output().err(
            `The store does not answer (${why}); it is asked again in ${(waitMs / 1000).toFixed(1)} s.`,
          ),
      })
      progress.stop()
      if (verified.ok) {
        const { events, streams, heads: signed, countersignatures, uncovered, root } = verified.value
        const { withoutForce, refused, refusedKeys, withdrawn, move, datedBack } = verified.value
        const remembered = heads.map(({ file, size }) => ({ file, events: size }))
        if (output().json) {
          return output().out(JSON.stringify({ intact: true, ...verified.value, remembered }))
        }
        output().out(`intact: ${events} events in ${streams} streams, root ${root}`)
        output().out(
          `${signed} signed heads, ${countersignatures} countersignatures; ${uncovered} events after the last head`,
        )
        output().out(describeRemembered(heads))
        if (move) output().out(describeMove(move))
        if (withoutForce > 0) output().out(`${withoutForce} events without force: their key had ended`)
        for (const each of refused) output().out(`  ${each.stream}@${each.revision}: ${each.detail}`)
        for (const { stream, revision, detail } of refusedKeys) {
          output().out(`changes no key: ${stream}@${revision}: ${detail}`)
        }
        if (datedBack.events > 0) {
          output().out(
            `WARNING: ${datedBack.events} events count although the store's time of them cannot be right`,
          )
        }
        for (const each of datedBack.named) output().out(`  ${each.stream}@${each.revision}: ${each.detail}`)
        for (const { by, size, reason } of withdrawn)
          output().out(`${by} has withdrawn its countersignature of ${size} events: ${reason}`)
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

/** A bar once it is known about how many events there are: signed heads say so. Without any there is none. */
const laterProgress = (output: Output) => {
  let progress: Progress | undefined
  return {
    advance: (events: number, about: number): void => {
      if (about > events) progress ??= progressOf(output, 'events', about)
      progress?.advance(events, String(events))
    },
    stop: (): void => progress?.stop(),
  }
}

const describeMove = ({ size, from, at, reason }: RecordedMove): string =>
  `the first ${size} events were moved here from ${from}, recorded at ${at}, and have the times that they had there: ${reason}`

const describeRemembered = (heads: readonly RememberedHead[]): string => {
  if (heads.length === 0) {
    return 'compared with no head remembered outside the store: an end that was cut off would not show; name some with --heads'
  }
  const sizes = heads.map(({ size }) => size)
  return `holds all that ${heads.length} witnesses remember outside the store: up to event ${Math.max(...sizes)}`
}

const bigintAsText = (_: string, value: unknown): unknown =>
  typeof value === 'bigint' ? String(value) : value

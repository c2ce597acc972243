import { AnswerError, count, logAddress, type Output, type ProgramContext } from '@concord/command-line'
import {
  type Difference,
  type RecordedMove,
  readTrustAnchors,
  type VerifiedLog,
  verifyLog,
} from '@concord/event-log'
import { Command } from 'commander'
import { withRecordOfReads } from '../../services/joint-operations/joint-centre.ts'
import { JOINT_CENTRE, roster } from '../../services/roster.ts'
import { laterProgress } from './later-progress.ts'
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
export const verifyCommand = ({ session, output, end }: ProgramContext): Command =>
  new Command('verify')
    .description(
      'check the keys, chains, signatures, Merkle tree and signed heads of the whole log, and name the first difference',
    )
    .option('--log <connection string>', 'the log; by default that of the session', logAddress)
    .option('--keys <folder>', 'the folder with trust.json; by default that of the session')
    .option(
      '--every',
      'check each signature by itself; by default only the newest of each stream, which covers the events before it',
    )
    .option(
      '--patience <seconds>',
      'how long to wait for a store that is slow or does not answer',
      count(0, 86_400),
      120,
    )
    .option(
      '--heads <file...>',
      'log heads that agencies keep outside the store; by default those in the data folder of this machine',
    )
    .action(async (options: VerifyOptions) => {
      const heads = rememberedHeads(options.heads, options.log === undefined ? session().data : undefined)
      const { connectionString, keys } = logOf(options, session)
      const progress = laterProgress(output())
      const verified = await verifyLog({
        connectionString,
        agencies: withRecordOfReads(roster),
        anchors: readTrustAnchors(keys),
        keeper: JOINT_CENTRE,
        every: options.every === true,
        witnessed: heads,
        patienceMs: options.patience * 1_000,
        onProgress: progress.advance,
        onWait: (why, waitMs) => output().err(`${why}; trying again in ${(waitMs / 1000).toFixed(1)} s`),
      })
      progress.stop()
      if (verified.ok) return tellIntact(verified.value, heads, output())
      if (verified.error.kind === 'unavailable')
        throw new AnswerError(`The log cannot be read: ${verified.error.detail}`)
      const { difference } = verified.error
      if (output().json) output().out(JSON.stringify({ intact: false, difference }, bigintAsText))
      else {
        output().out(`NOT INTACT. ${placeOf(difference)}${difference.detail}`)
      }
      end(1)
    })

/** An event by its stream, where that is known, else by where it stands in the log. */
const placeOf = ({ stream, revision, position }: Difference): string => {
  if (stream !== undefined) return `${stream}@${revision}: `
  return position === undefined ? '' : `position ${position}: `
}

const tellIntact = (verified: VerifiedLog, heads: readonly RememberedHead[], output: Output): void => {
  if (output.json) {
    const remembered = heads.map(({ file, size }) => ({ file, events: size }))
    output.out(JSON.stringify({ intact: true, ...verified, remembered }))
    return
  }
  const { events, streams, heads: signed, countersignatures, uncovered, root, move } = verified
  output.out(`intact: ${events} events in ${streams} streams, root ${root}`)
  output.out(
    `${signed} signed heads, ${countersignatures} countersignatures; ${uncovered} events after the last head`,
  )
  output.out(describeRemembered(heads))
  if (move) output.out(describeMove(move))
  for (const line of remarksOn(verified)) output.out(line)
}

/** What users of an intact log should know all the same. */
const remarksOn = ({ withoutForce, refused, refusedKeys, datedBack, withdrawn }: VerifiedLog) => [
  ...(withoutForce > 0 ? [`${withoutForce} events without force: their key had ended`] : []),
  ...refused.map((each) => `  ${each.stream}@${each.revision}: ${each.detail}`),
  ...refusedKeys.map((each) => `has no effect on keys: ${each.stream}@${each.revision}: ${each.detail}`),
  ...(datedBack.events > 0
    ? [
        `WARNING: ${datedBack.events} events count, although the times at which the store says it recorded them cannot be right`,
      ]
    : []),
  ...datedBack.named.map((each) => `  ${each.stream}@${each.revision}: ${each.detail}`),
  ...withdrawn.map(
    ({ by, size, reason }) => `${by} has withdrawn its countersignature of ${size} events: ${reason}`,
  ),
]

const describeMove = ({ size, from, at, reason }: RecordedMove): string =>
  `the first ${size} events were moved here from ${from}; the move was recorded at ${at}, and they keep the times they had there: ${reason}`

const describeRemembered = (heads: readonly RememberedHead[]): string => {
  if (heads.length === 0) {
    return 'not compared with any head kept outside the store, so a log whose end was cut off would look intact; name such heads with --heads'
  }
  const sizes = heads.map(({ size }) => size)
  return `agrees with the heads that ${heads.length} witnesses keep outside the store, up to event ${Math.max(...sizes)}`
}

const bigintAsText = (_: string, value: unknown): unknown =>
  typeof value === 'bigint' ? String(value) : value

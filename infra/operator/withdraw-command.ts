import { AnswerError, count, logAddress, type ProgramContext } from '@concord/command-line'
import { openAgencyKeys, openEventLog, withdrawCountersignature } from '@concord/event-log'
import { UsageError } from '@concord/kernel'
import { Command } from 'commander'
import { withRecordOfReads } from '../../services/joint-operations/joint-centre.ts'
import { JOINT_CENTRE, roster } from '../../services/roster.ts'
import { logOf } from './log-of.ts'

interface WithdrawOptions {
  readonly log?: string
  readonly keys?: string
  readonly reason: string
}

/** `concord withdraw`: an agency takes back a countersignature of a log head that was found out to be a lie. */
export const withdrawCommand = ({ session, output }: ProgramContext): Command =>
  new Command('withdraw')
    .argument('<agency>', 'the agency that countersigned')
    .argument(
      '<events>',
      'the number of events that the head covers, as `concord verify` prints it',
      count(1, 2 ** 31 - 1),
    )
    .description(
      'take back the countersignature of a head that is false, because it was signed with a stolen key',
    )
    .requiredOption('--reason <sentence>', 'what was found out, and how; recorded for all who verify the log')
    .option('--log <connection string>', 'the log; by default that of the session', logAddress)
    .option('--keys <folder>', "the folder of the agency's keys; by default that of the session")
    .action(async (agency: string, size: number, options: WithdrawOptions) => {
      const agencies = withRecordOfReads(roster)
      // Whoever opens the log as an agency has its key made where there is none.
      if (!agencies.some(({ name }) => name === agency))
        throw new UsageError(
          `There is no agency ${agency}. There are: ${agencies.map(({ name }) => name).join(', ')}.`,
        )
      const at = logOf(options, session)
      const keys = openAgencyKeys(at.keys)
      const log = openEventLog({
        connectionString: at.connectionString,
        agencies,
        keys,
        keeper: JOINT_CENTRE,
        agency,
      })
      try {
        const enrolled = await log.enrol()
        const { reason } = options
        const done = enrolled.ok ? await withdrawCountersignature(log, { agency, size, reason }) : enrolled
        if (!done.ok) throw new AnswerError('detail' in done.error ? done.error.detail : done.error.kind)
        if (output().json) return output().out(JSON.stringify({ agency, events: size, reason }))
        output().out(`${agency} has withdrawn its countersignature of ${size} events.`)
        output().out(
          'To let its witness begin again, remove witnessed-head.json from the data folder of the agency and start its process.',
        )
      } finally {
        await log.close()
        keys.close()
      }
    })

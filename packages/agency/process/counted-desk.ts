import type { CommandDesk } from '../commands/command-desk.ts'
import type { SubmittedCommand } from '../commands/read-command.ts'
import type { AgencyMetrics } from '../http/metrics.ts'

/**
 * Counts what becomes of each command. A name that is none is counted as `unknown`, so that nobody can fill the
 * count.
 */
export const countedDesk = (
  desk: CommandDesk,
  commands: ReadonlySet<string>,
  metrics: Pick<AgencyMetrics, 'command'>,
): CommandDesk => {
  const count = ({ command }: SubmittedCommand, outcome: string) =>
    metrics.command(commands.has(command) ? command : 'unknown', outcome)
  return {
    ...desk,
    submit: async (submitted) => {
      const result = await desk.submit(submitted)
      count(submitted, !result.ok ? result.error.code : result.value.repeated ? 'repeated' : 'recorded')
      return result
    },
    foresee: (submitted) => {
      count(submitted, 'dry-run')
      return desk.foresee(submitted)
    },
  }
}

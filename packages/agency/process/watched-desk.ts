import type { CommandDesk } from '../commands/command-desk.ts'
import type { Watch } from '../http/watch.ts'

/**
 * Counts what becomes of each command. A name that is none is counted as `unknown`, so that nobody can fill the
 * count.
 */
export const watchedDesk = (
  desk: CommandDesk,
  commands: ReadonlySet<string>,
  watch: Pick<Watch, 'command'>,
): CommandDesk => ({
  ...desk,
  submit: async (submitted) => {
    const result = await desk.submit(submitted)
    const outcome = !result.ok ? result.error.code : result.value.repeated ? 'repeated' : 'recorded'
    watch.command(commands.has(submitted.command) ? submitted.command : 'unknown', outcome)
    return result
  },
})

import { Command } from 'commander'
import type { CopyAndCompareOptions } from '../copy/copy-and-compare.ts'
import { isJson, telling } from './telling.ts'

/** The command `copy`. At its end it says what no copy takes along: the times of recording. */
export const copyCommand = (): Command =>
  new Command('copy')
    .description(
      'copy a log from one server to another, embedded or not, and compare both; if it was interrupted, run it again and it resumes',
    )
    .requiredOption('--from <connection string>', 'the server to copy from, esdb://…')
    .requiredOption('--to <connection string>', 'the server to copy to, esdb://…')
    .option('--state <file>', 'the file in which the copy keeps its progress', 'copy-state.json')
    .option('--verify-only', 'copy nothing, and compare what was copied before')
    .action((options: CopyAndCompareOptions, command: Command) =>
      telling(command, async (progress) => {
        // Loaded here: a node that only serves needs no client.
        const { copyAndCompare, describeCopy } = await import('../copy/copy-and-compare.ts')
        const onProgress = (events: number, all: number) => progress(BigInt(events), BigInt(all))
        const say = isJson(command) ? console.error : console.log
        const compared = await copyAndCompare(options, { onProgress, say })
        say(TIMES_LEFT_BEHIND)
        return { line: describeCopy(compared), facts: { ...compared } }
      }),
    )

const TIMES_LEFT_BEHIND =
  'The times at which the events were recorded were not copied: in the target they are the times of the copy. To keep the times of a log of Concord, use `concord move`; without them, the target cannot answer what was known at an earlier instant, and events signed with replaced keys are without force.'

import { Command } from 'commander'
import type { CopyAndCompareOptions } from '../copy/copy-and-compare.ts'
import { isJson, telling } from './telling.ts'

/** The command `copy`. At its end it says what no copy takes along: the times of recording. */
export const copyCommand = (): Command =>
  new Command('copy')
    .description(
      'copy a log from one server to another, embedded or not, and compare both; goes on where it stopped',
    )
    .requiredOption('--from <connection string>', 'the server to copy from, esdb://…')
    .requiredOption('--to <connection string>', 'the server to copy to, esdb://…')
    .option('--state <file>', 'the file in which the copy keeps its progress', 'copy-state.json')
    .option('--verify-only', 'compare what was copied before, copy nothing')
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
  'When the events were recorded was not copied: in the target that is the time of the copy. A log of Concord takes its times along with `concord move`; without them what was known at an earlier instant is not answered there, and what replaced keys signed has no force.'

import { Command } from 'commander'
import type { CopyOptions } from './copy-and-compare.ts'
import { telling } from './telling.ts'

export const copyCommand = (): Command =>
  new Command('copy')
    .description(
      'copy a log from one server to another, embedded or not, and compare both; goes on where it stopped',
    )
    .requiredOption('--from <connection string>', 'the server to copy from, esdb://…')
    .requiredOption('--to <connection string>', 'the server to copy to, esdb://…')
    .option('--state <file>', 'where the copy remembers how far it is', 'copy-state.json')
    .option('--verify-only', 'compare what was copied before, copy nothing')
    .action((options: CopyOptions) =>
      telling('copy', async (progress) => {
        // Loaded here: a node that only serves needs no client.
        const { copyAndCompare } = await import('./copy-and-compare.ts')
        return copyAndCompare(options, progress)
      }),
    )

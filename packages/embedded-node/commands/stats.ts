import { Command } from 'commander'
import type { AskedStats } from './collected-stats.ts'
import { telling } from './telling.ts'

/** The command `stats`: of a running node by its address, of a folder by its path, beside a node that uses it too. */
export const statsCommand = (): Command =>
  new Command('stats')
    .description('print the statistics of a running node, or of the store in a folder')
    .argument(
      '[url or folder]',
      'the address of the node, or the folder of its store',
      'http://127.0.0.1:2113',
    )
    .option('--prometheus', "in Prometheus' text format instead of JSON")
    .option('--ca <file>', 'the certificate to trust, for https')
    .action((where: string, options: AskedStats, command: Command) =>
      telling(
        command,
        async () => {
          const { collectedStats } = await import('./collected-stats.ts')
          const line = await collectedStats(where, options)
          return { line, facts: options.prometheus ? { prometheus: line } : JSON.parse(line) }
        },
        { reads: where, writes: where },
      ),
    )

import { EventStoreDBClient } from '@eventstore/db-client'
import { Command } from 'commander'
import { copyLog } from '../copy/copy-log.ts'
import { verifyCopy } from '../copy/verify-copy.ts'
import { telling } from './telling.ts'

interface CopyCommandOptions {
  readonly from: string
  readonly to: string
  readonly state: string
  readonly verifyOnly?: true
}

export const copyCommand = (): Command =>
  new Command('copy')
    .description(
      'copy a log from one server to another, embedded or not, and compare both; goes on where it stopped',
    )
    .requiredOption('--from <connection string>', 'the server to copy from, esdb://…')
    .requiredOption('--to <connection string>', 'the server to copy to, esdb://…')
    .option('--state <file>', 'where the copy remembers how far it is', 'copy-state.json')
    .option('--verify-only', 'compare what was copied before, copy nothing')
    .action((options: CopyCommandOptions) => telling('copy', (progress) => copy(options, progress)))

const copy = async (
  options: CopyCommandOptions,
  progress: (done: bigint, all: bigint) => void,
): Promise<string> => {
  const from = EventStoreDBClient.connectionString(options.from)
  const to = EventStoreDBClient.connectionString(options.to)
  const servers = { from, to, stateFile: options.state }
  try {
    if (!options.verifyOnly) {
      const onProgress = (events: number) => progress(BigInt(events), BigInt(events))
      const { events, position } = await copyLog({ ...servers, onProgress })
      console.log(`${events} events copied, up to position ${position} of the source`)
    }
    const { streams, events, differing, sameOrder } = await verifyCopy(servers)
    for (const stream of differing) console.log(`differs: ${stream}`)
    if (differing.length > 0) throw new Error(`${differing.length} of ${streams} streams differ`)
    const order = sameOrder ? 'also across streams' : 'within each stream, not across streams'
    return `${events} events in ${streams} streams are the same in both, in the same order ${order}`
  } finally {
    await from.dispose()
    await to.dispose()
  }
}

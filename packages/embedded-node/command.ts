import { Command } from 'commander'
import { startCommand } from './commands/start.ts'
import { statsCommand } from './commands/stats.ts'

/** The `concord-node` command: running a node and caring for its store. */
export const command = (): Command =>
  new Command('concord-node')
    .description('A durable single-node event store that speaks the gRPC protocol of EventStoreDB')
    .addCommand(startCommand(), { isDefault: true })
    .addCommand(statsCommand())

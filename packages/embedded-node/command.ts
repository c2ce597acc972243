import { Command } from 'commander'
import { careCommands } from './commands/care.ts'
import { copyCommand } from './commands/copy.ts'
import { startCommand } from './commands/start.ts'
import { statsCommand } from './commands/stats.ts'

/** The `concord node` command: running a node and caring for its store. */
export const command = (): Command => {
  const program = new Command('node')
    .description(
      'run and maintain an event store on this machine that speaks the gRPC protocol of EventStoreDB',
    )
    .addCommand(startCommand(), { isDefault: true })
    .addCommand(statsCommand())
    .addCommand(copyCommand())
  for (const each of careCommands()) program.addCommand(each)
  return program
}

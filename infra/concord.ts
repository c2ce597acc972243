import { run } from '@concord/command-line/program'
import { operatorCommands } from './operator/commands.ts'

/* The `concord` command with everything: the client's commands, and those of whoever cares for the log. */

const interrupted = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupted.abort())
// A reader that has seen enough, such as `head`, is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))

const code = await run(process.argv.slice(2), { signal: interrupted.signal, more: operatorCommands })
// A command that goes on, such as a node that serves, has set its own end.
if (code !== 0) process.exitCode = code

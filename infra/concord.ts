import { run } from '@concord/command-line/program'

/* The `concord` command with everything: the client's commands, and those of whoever cares for the log. */

const interrupted = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupted.abort())
// A reader that has seen enough, such as `head`, is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))

const code = await run(process.argv.slice(2), {
  signal: interrupted.signal,
  more: [
    {
      names: ['verify'],
      load: async (context) => [(await import('./operator/verify-command.ts')).verifyCommand(context)],
    },
    {
      names: ['evidence'],
      load: async (context) => [(await import('./operator/evidence-command.ts')).evidenceCommand(context)],
    },
    {
      names: ['keys'],
      load: async (context) => [(await import('./operator/keys-command.ts')).keysCommand(context)],
    },
    {
      names: ['withdraw'],
      load: async (context) => [(await import('./operator/withdraw-command.ts')).withdrawCommand(context)],
    },
    {
      names: ['move'],
      load: async (context) => [(await import('./operator/move-command.ts')).moveCommand(context)],
    },
    {
      names: ['node'],
      load: async () => [(await import('@concord/embedded-node/command')).command()],
    },
  ],
})
// A command that goes on, such as a node that serves, has set its own end.
if (code !== 0) process.exitCode = code

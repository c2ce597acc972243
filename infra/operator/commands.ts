import type { CommandGroup } from '@concord/command-line'

/** The operator's commands; each group is loaded when one of its commands is called. */
export const operatorCommands: readonly CommandGroup[] = [
  {
    names: ['verify'],
    options: ['--session', '--json'],
    load: async (context) => [(await import('./verify-command.ts')).verifyCommand(context)],
  },
  {
    names: ['evidence'],
    load: async (context) => [(await import('./evidence-command.ts')).evidenceCommand(context)],
  },
  {
    names: ['keys'],
    options: ['--session', '--json'],
    load: async (context) => [(await import('./keys-command.ts')).keysCommand(context)],
  },
  {
    names: ['withdraw'],
    options: ['--session', '--json'],
    load: async (context) => [(await import('./withdraw-command.ts')).withdrawCommand(context)],
  },
  {
    names: ['move'],
    options: ['--session', '--json'],
    load: async (context) => [(await import('./move-command.ts')).moveCommand(context)],
  },
  {
    names: ['node'],
    options: [],
    load: async () => [(await import('@concord/embedded-node/command')).command()],
  },
]

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export interface ServerProcess {
  readonly connectionString: string
  readonly pid: number
  readonly residentMiB: () => number
  readonly stop: () => Promise<void>
}

/**
 * Starts a server in a process of its own, with these flags and this environment, and waits for its ready line. It
 * ends when this process does, after a failure or an interrupt too.
 */
export const startProcess = async (
  file: string,
  args: readonly string[] = [],
  flags: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<ServerProcess> => {
  const child = spawn(process.execPath, [...flags, pathOf(file), ...args], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, ...env },
  })
  const kill = (): boolean => child.kill('SIGKILL')
  process.once('exit', kill)
  child.once('exit', () => process.off('exit', kill))
  for await (const line of createInterface({ input: child.stdout! })) {
    if (line.startsWith('ready '))
      return { ...handle(child), connectionString: `${line.slice(6)}${patiently}` }
  }
  throw new Error(`${file} ended before it was ready`)
}

/** A connection of a machine that is busy with much else is not given up for being silent. */
const patiently = '&keepAliveInterval=-1'

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))

/** The path of a file named from this folder. */
export const pathOf = (file: string): string => fileURLToPath(new URL(file, import.meta.url))

const handle = (child: ChildProcess): Omit<ServerProcess, 'connectionString'> => ({
  pid: child.pid!,
  residentMiB: () => {
    const [, kib] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8')) ?? []
    return Math.round(Number(kib) / 1024)
  },
  stop: async () => {
    const exited = once(child, 'exit')
    child.kill('SIGTERM')
    await exited
  },
})

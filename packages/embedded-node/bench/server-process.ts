import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export interface ServerProcess {
  readonly connectionString: string
  readonly residentMiB: () => number
  readonly stop: () => Promise<void>
}

/** Starts a server in a process of its own and waits for its ready line. */
export const startProcess = async (file: string, args: readonly string[] = []): Promise<ServerProcess> => {
  const path = fileURLToPath(new URL(file, import.meta.url))
  const child = spawn(process.execPath, [path, ...args], { stdio: ['ignore', 'pipe', 'ignore'] })
  for await (const line of createInterface({ input: child.stdout! })) {
    if (line.startsWith('ready ')) return { ...handle(child), connectionString: line.slice(6) }
  }
  throw new Error(`${file} ended before it was ready`)
}

const handle = (child: ChildProcess): Omit<ServerProcess, 'connectionString'> => ({
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

import { accessSync, constants } from 'node:fs'

const youngHeap = '--max-semi-space-size'
const mallocHeaps = 'MALLOC_ARENA_MAX'

/**
 * With what a node's process begins: of a young heap V8 keeps up to 128 MB on a large machine, and glibc a heap for
 * each thread, though a node under load has some 20 MB that live: it crept from 180 to 360 MB without ever giving
 * back.
 */
export const thrift = { flags: [`${youngHeap}=8`], environment: { [mallocHeaps]: '2' } } as const

/** As much of a process as it takes to begin it anew. */
export type Beginning = Pick<
  NodeJS.Process,
  'execve' | 'execPath' | 'execArgv' | 'argv' | 'env' | 'connected' | 'platform'
>

/**
 * Begins this process anew with the bounds to its memory that it was not started with, under the same number and with
 * the same files open. It goes on as it is where the system cannot do that, and where its parent talks to it: the
 * channel would be lost, and whoever forks a node gives it the bounds.
 */
export const keepMemoryBounded = (process: Beginning): void => {
  const { execve, execPath, execArgv, argv, env, connected, platform } = process
  if (execve === undefined || platform === 'win32' || connected) return
  const flags = boundsYoungHeap(execArgv, env.NODE_OPTIONS) ? [] : thrift.flags
  if (flags.length === 0 && env[mallocHeaps] !== undefined) return
  // An attempt that fails ends the process, so nothing is tried that is known to fail.
  if (!isProgram(execPath)) return
  execve(execPath, [execPath, ...execArgv, ...flags, ...argv.slice(1)], { ...thrift.environment, ...env })
}

/**
 * Node takes its options from the command line and from NODE_OPTIONS, and dashes or underscores between their words.
 */
const boundsYoungHeap = (execArgv: readonly string[], nodeOptions = ''): boolean =>
  [...execArgv, ...nodeOptions.split(/\s+/)].some((option) =>
    option.replaceAll('_', '-').startsWith(youngHeap),
  )

/** Not any more, once the program was replaced by another edition of it. */
const isProgram = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

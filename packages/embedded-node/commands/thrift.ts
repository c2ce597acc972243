/**
 * Of a young heap V8 keeps up to 128 MB on a large machine, and glibc a heap for each thread, though a node under load has
 * some 20 MB that live: it crept from 180 to 360 MB without ever giving back. Both are settled when a process begins.
 */
const youngHeap = '--max-semi-space-size'
const mostYoungMb = 8
const mostMallocHeaps = '2'

/**
 * Begins this process anew with bounds to what it keeps of memory, under the same number and with the same files open,
 * unless it was started with such a bound already. Where the system cannot do that, it goes on as it is.
 */
export const keepMemoryBounded = (): void => {
  const { execve, execPath, execArgv, argv, env } = process
  if (execve === undefined || process.platform === 'win32') return
  if (execArgv.some((flag) => flag.startsWith(youngHeap))) return
  execve(execPath, [execPath, ...execArgv, `${youngHeap}=${mostYoungMb}`, ...argv.slice(1)], {
    ...env,
    MALLOC_ARENA_MAX: env.MALLOC_ARENA_MAX ?? mostMallocHeaps,
  })
}

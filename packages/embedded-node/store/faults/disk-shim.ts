import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'

/** Compiles and commands the shim that stands between the store and the disk; see disk-shim.c. */

/** The library for LD_PRELOAD, or why this machine cannot build it. */
export const compileShim = (
  folder: string,
  source = join(import.meta.dirname, 'disk-shim.c'),
): { readonly library: string } | { readonly missing: string } => {
  if (process.platform !== 'linux') return { missing: 'the disk shim works on Linux only' }
  const library = join(folder, `${basename(source, '.c')}.so`)
  const result = spawnSync('cc', ['-shared', '-fPIC', '-O1', '-o', library, source, '-ldl'], {
    encoding: 'utf8',
  })
  if (result.error !== undefined) return { missing: 'no C compiler (cc) on this machine' }
  if (result.status !== 0) throw new Error(`the disk shim does not compile:\n${result.stderr}`)
  return { library }
}

/**
 * How a call can fail: with EIO, with ENOSPC, by writing less than it was asked to and saying so, by writing a part and
 * then failing.
 */
export const faultKinds = ['eio', 'enospc', 'short', 'torn'] as const
/**
 * These, and the lie: a write that says that it was done and was not. No store can stand that; it shows that a check
 * sees loss.
 */
export type FaultKind = (typeof faultKinds)[number] | 'lost'

type DiskOrder =
  | { readonly kind: 'pass' }
  | { readonly kind: 'fail'; readonly call: number; readonly fault: FaultKind }
  | { readonly kind: 'trace' | 'trace-unsynced'; readonly file: string }

/** Only a process that runs under the shim is obeyed; elsewhere this leaves a file behind. */
export const orderDisk = (folder: string, order: DiskOrder): void => {
  writeFileSync(join(folder, 'disk-orders'), textOf(order))
}

const textOf = (order: DiskOrder): string => {
  if (order.kind === 'pass') return 'pass'
  return order.kind === 'fail' ? `fail ${order.call} ${order.fault}` : `${order.kind} ${order.file}`
}

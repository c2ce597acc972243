import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { compileShim } from './disk-shim.ts'
import { type DiskCall, readTrace } from './disk-trace.ts'
import { fastFolder } from './fast-folder.ts'
import type { Attempt } from './workload.ts'

/** Runs the processes of the fault tests under the shim. */
export interface UnderShim {
  readonly folder: string
  /** What a script, of this folder if it has no path, prints line by line. */
  run(script: string, ...args: readonly string[]): readonly string[]
  /** One traced run of the workload. */
  trace(turns: number, kind: 'trace' | 'trace-unsynced'): TracedRun
  remove(): void
}

/**
 * Every call to the disk of one run in its order, with a mark among them for each acknowledgement, and what was
 * attempted.
 */
export interface TracedRun {
  readonly calls: readonly DiskCall[]
  readonly attempts: readonly Attempt[]
}

/** Undefined, with a loud word, where the shim can't be built: these tests then prove nothing. */
export const underShim = (): UnderShim | undefined => {
  const folder = mkdtempSync(join(fastFolder(), 'store-faults-'))
  const shim = compileShim(folder)
  if ('missing' in shim) {
    console.warn(`SKIPPED, nothing is known about failing disks: ${shim.missing}`)
    return undefined
  }
  const run = (script: string, ...args: readonly string[]): readonly string[] =>
    execFileSync(process.execPath, [resolve(import.meta.dirname, script), ...args], {
      env: { ...process.env, LD_PRELOAD: shim.library, NODE_OPTIONS: '' },
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    })
      .trim()
      .split('\n')
  const trace = (turns: number, kind: 'trace' | 'trace-unsynced'): TracedRun => {
    const parent = mkdtempSync(join(folder, 'traced-'))
    const attempts = JSON.parse(run('traced-run.ts', parent, String(turns), kind)[0]!) as Attempt[]
    return { calls: readTrace(readFileSync(join(parent, 'calls'))), attempts }
  }
  return { folder, run, trace, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { openStore } from '../open-store.ts'
import { type FaultKind, orderDisk } from './disk-shim.ts'
import { brokenPromises, checkpointPages, type Run, runWriters } from './workload.ts'

/**
 * A process that runs under the disk shim: for each call from `first` on, by `step`, a new store suffers that one
 * fault and is then opened again. Prints one line of JSON per round. Arguments: folder, first, step, last, turns,
 * faults.
 */
export interface Round {
  readonly call: number
  readonly fault: FaultKind
  /** Whether the store stopped. A short write may be made good, and then it need not. */
  readonly stopped: boolean
  readonly acknowledged: number
  readonly broken: readonly string[]
}

const nothing: Run = { attempts: [], acknowledged: [], failure: undefined }

const main = async ([folder, first, step, last, turns, faults]: string[]): Promise<void> => {
  const kinds = faults!.split(',') as FaultKind[]
  for (let call = Number(first); call <= Number(last); call += Number(step)) {
    const round = await suffer(folder!, call, kinds[call % kinds.length]!, Number(turns))
    console.log(JSON.stringify(round))
  }
}

const suffer = async (parent: string, call: number, fault: FaultKind, turns: number): Promise<Round> => {
  const folder = join(parent, 'store')
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder)
  const broken: string[] = []
  orderDisk(parent, { kind: 'fail', call, fault })
  const run = await runUntilFault(folder, turns, (what) => broken.push(what))
  orderDisk(parent, { kind: 'pass' })
  broken.push(...(await brokenPromises(folder, run)))
  return { call, fault, stopped: run.failure !== undefined, acknowledged: run.acknowledged.length, broken }
}

const runUntilFault = async (folder: string, turns: number, report: (what: string) => void): Promise<Run> => {
  try {
    const store = await openStore({ folder, checkpointPages })
    let reasons = 0
    store.onFailed(() => (reasons += 1))
    const run = await runWriters(store, turns)
    if (run.failure !== undefined) {
      const later = await runWriters(store, 1)
      if (later.acknowledged.length > 0) report('acknowledged after it had failed')
      if (reasons !== 1) report(`said ${reasons} times that it had failed`)
    }
    await store.close()
    return run
  } catch (error) {
    return { ...nothing, failure: error as Error }
  }
}

await main(process.argv.slice(2))

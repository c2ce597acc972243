import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { cutDisks, layOut, type UnsyncedWrites } from './disk-trace.ts'
import { randomFrom } from './random-from.ts'
import { type TracedRun, underShim } from './under-shim.ts'
import { brokenPromisesOnReading, markOf } from './workload.ts'

/**
 * The power goes after each call of a run. STORE_FAULTS_SEED repeats a run of torn writes; STORE_FAULTS=all tears each
 * place twenty times.
 */
const shim = underShim()
const turns = 10
const seed = Number(process.env.STORE_FAULTS_SEED ?? Math.floor(Math.random() * 2 ** 31))
const tears = process.env.STORE_FAULTS === 'all' ? 20 : 2

describe.skipIf(shim === undefined)(`a store whose power is cut (seed ${seed})`, { timeout: 900_000 }, () => {
  afterAll(() => shim?.remove())

  /** Builds each disk and opens the store on it; returns what was broken, with the number of the call. */
  const cutEverywhere = (
    run: TracedRun,
    unsynced: UnsyncedWrites,
    random: () => number,
  ): readonly string[] => {
    const folder = mkdtempSync(join(shim!.folder, 'cut-'))
    const broken: string[] = []
    for (const disk of cutDisks(run.calls, unsynced, random)) {
      rmSync(folder, { recursive: true })
      layOut(folder, disk.files)
      const acknowledged = run.attempts.filter((attempt) => disk.marks.includes(markOf(attempt)))
      const found = brokenPromisesOnReading(folder, { attempts: run.attempts, acknowledged })
      broken.push(...found.map((what) => `after call ${disk.calls}: ${what}`))
    }
    return broken
  }

  const run = shim?.trace(turns, 'trace')

  test.each(['kept', 'lost'] as const)(
    'keeps every acknowledged event when unsynced writes are %s',
    (unsynced) => {
      expect(cutEverywhere(run!, unsynced, () => 0)).toEqual([])
    },
  )

  test('keeps every acknowledged event when unsynced writes are torn', () => {
    const random = randomFrom(seed)
    for (let tear = 0; tear < tears; tear += 1) expect(cutEverywhere(run!, 'torn', random)).toEqual([])
  })

  test('the same check sees the loss on a disk that says it synced and did not', () => {
    const lying = shim!.trace(turns, 'trace-unsynced')

    expect(cutEverywhere(lying, 'lost', () => 0)).not.toEqual([])
    expect(cutEverywhere(lying, 'torn', randomFrom(seed))).not.toEqual([])
  })
})

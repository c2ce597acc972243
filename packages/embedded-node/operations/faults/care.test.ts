import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { faultKinds } from '../../store/faults/disk-shim.ts'
import { cutDisks, layOut, readTrace, type UnsyncedWrites } from '../../store/faults/disk-trace.ts'
import { randomFrom } from '../../store/faults/random-from.ts'
import { underShim } from '../../store/faults/under-shim.ts'
import { type Care, cares, type Expected, targetOf, wrongWith } from './care.ts'
import type { CareRound } from './care-rounds.ts'

/**
 * Each write, sync and truncation of a compaction, a backup and a restore fails once, and the power goes after each
 * of their calls. By default the kinds of fault take turns; with STORE_FAULTS=all every call suffers every kind.
 * STORE_FAULTS_SEED repeats torn writes.
 */
const shim = underShim()
const everyKind = process.env.STORE_FAULTS === 'all'
const seed = Number(process.env.STORE_FAULTS_SEED ?? Math.floor(Math.random() * 2 ** 31))
const script = join(import.meta.dirname, 'care-rounds.ts')

/** A care that was taken once, without a fault. */
interface TracedCare extends Expected {
  readonly calls: ReturnType<typeof readTrace>
  /** What its folder held when it began. */
  readonly held: ReadonlyMap<string, Buffer>
  readonly target: string
}

const traced = (care: Care): TracedCare => {
  const parent = mkdtempSync(join(shim!.folder, 'care-'))
  const expected = JSON.parse(shim!.run(script, parent, care, 'trace', '')[0]!) as Expected
  const target = targetOf(join(parent, 'work'), care)
  const whole = targetOf(join(parent, 'whole'), care)
  const held = readdirSync(whole)
    .filter((name) => name.startsWith('log.sqlite'))
    .map((name): [string, Buffer] => [join(target, name), readFileSync(join(whole, name))])
  return { ...expected, calls: readTrace(readFileSync(join(parent, 'calls'))), held: new Map(held), target }
}

const roundsOf = (care: Care, { calls }: TracedCare, faults: readonly string[]): readonly CareRound[] => {
  const counted = calls.filter(({ kind }) => ['write', 'sync', 'truncate'].includes(kind))
  const ofLog = counted.filter((call) => 'file' in call && call.file.includes('/log.sqlite'))
  const parent = mkdtempSync(join(shim!.folder, 'care-'))
  return shim!
    .run(script, parent, care, String(ofLog.length), faults.join())
    .map((line) => JSON.parse(line) as CareRound)
}

/** Builds the folder after each call; returns what was wrong with it, with the number of the call. */
const cutEverywhere = (run: TracedCare, unsynced: UnsyncedWrites): readonly string[] => {
  const folder = mkdtempSync(join(shim!.folder, 'cut-'))
  const wrong: string[] = []
  for (const disk of cutDisks(run.calls, unsynced, randomFrom(seed), run.held)) {
    rmSync(folder, { recursive: true })
    layOut(folder, new Map([...disk.files].filter(([path]) => dirname(path) === run.target)))
    const done = disk.calls === run.calls.length
    wrong.push(...wrongWith(folder, run, done).map((what) => `after call ${disk.calls}: ${what}`))
  }
  return wrong
}

describe.skipIf(shim === undefined)(`a disk that fails (seed ${seed})`, { timeout: 900_000 }, () => {
  afterAll(() => shim?.remove())

  describe.each(cares)('during a %s', (care) => {
    const run = shim && traced(care)

    test('fails it and leaves the folder as it was or as it should be, and it can be done again', () => {
      const rounds = everyKind
        ? faultKinds.flatMap((fault) => roundsOf(care, run!, [fault]))
        : roundsOf(care, run!, faultKinds)

      expect(rounds.filter(({ broken }) => broken.length > 0)).toEqual([])
      expect(rounds.filter(({ failed }) => failed)).not.toEqual([])
    })

    test.each(['kept', 'lost', 'torn'] as const)(
      'or loses its power: the same, with unsynced writes %s',
      (unsynced) => {
        expect(cutEverywhere(run!, unsynced)).toEqual([])
      },
    )

    test('the same checks see a disk that says it wrote, or synced, and did not', () => {
      expect(roundsOf(care, run!, ['lost']).flatMap(({ broken }) => broken)).not.toEqual([])
      const calls = run!.calls.filter(({ kind }) => kind !== 'sync')
      expect(cutEverywhere({ ...run!, calls }, 'lost')).not.toEqual([])
    })
  })
})

import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { faultKinds } from './disk-shim.ts'
import type { Round } from './fault-rounds.ts'
import { underShim } from './under-shim.ts'

/**
 * Each write, sync and truncation of a run fails once, from the making of the store to its closing. By default the
 * kinds of fault take turns from call to call; with STORE_FAULTS=all every call suffers every kind.
 */
const shim = underShim()
const turns = 3
const everyKind = process.env.STORE_FAULTS === 'all'
const timeout = everyKind ? 3_600_000 : 900_000

describe.skipIf(shim === undefined)('a store whose disk fails once', { timeout }, () => {
  afterAll(() => shim?.remove())

  const roundsOf = (step: number, calls: number, faults: readonly string[]): readonly Round[] =>
    shim!
      .run(
        'fault-rounds.ts',
        mkdtempSync(join(shim!.folder, 'rounds-')),
        ...[1, step, calls, turns].map(String),
        faults.join(),
      )
      .map((line) => JSON.parse(line) as Round)

  const callsInARun = (): number =>
    shim!
      .trace(turns, 'trace')
      .calls.filter((call) => ['write', 'sync', 'truncate'].includes(call.kind))
      .filter((call) => 'file' in call && call.file.includes('/log.sqlite')).length

  test('stops, acknowledges nothing more, and keeps what it had acknowledged', () => {
    const calls = callsInARun()
    const rounds = everyKind
      ? faultKinds.flatMap((fault) => roundsOf(1, calls, [fault]))
      : roundsOf(1, calls, faultKinds)

    expect(rounds.length).toBe(everyKind ? calls * faultKinds.length : calls)
    expect(rounds.filter((round) => round.broken.length > 0)).toEqual([])
    expect(new Set(rounds.filter((round) => round.stopped).map((round) => round.fault))).toEqual(
      new Set(['eio', 'enospc', 'torn']),
    )
  })

  test('the same check sees the damage of a disk that says it wrote and did not', () => {
    const rounds = roundsOf(5, callsInARun(), ['lost'])

    expect(rounds.filter((round) => round.broken.length > 0)).not.toEqual([])
  })
})

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { type Projection, RowsDiverged, type SetAside } from './projection.ts'
import { openReadSide } from './read-side.ts'
import { counting, counts, events } from './testing/counting.ts'

test('a run with a gap before it is not folded', () => {
  const side = openReadSide(':memory:', [counting()])
  side.take(events(0, 2))
  side.journal.append(events(2, 5))
  expect(() => side.projections[0]!.apply(side.journal.after(3, 10))).toThrow(
    'counting is at 2 and cannot fold from 4 on',
  )
  expect([side.projections[0]!.checkpoint(), counts(side)]).toEqual([2, 2])
  side.close()
})

/** Remembers how much it has counted, and breaks once, in the middle of a run. */
const remembering = (breakAt: number): Projection => {
  let broken = false
  return {
    name: 'remembering',
    version: 1,
    meaning: 'each counts once',
    schema: 'CREATE TABLE total (events INTEGER NOT NULL) STRICT; INSERT INTO total VALUES (0)',
    open: (database) => {
      let total = database.prepare('SELECT events FROM total').get()!.events as number
      return {
        apply: (run) => {
          for (const { ordinal } of run) {
            total += 1
            if (ordinal !== breakAt || broken) continue
            broken = true
            throw new Error('broken')
          }
          database.prepare('UPDATE total SET events = ?').run(total)
        },
      }
    },
  }
}

test('what a fold remembers of a run that was not kept is forgotten with it', () => {
  const side = openReadSide(':memory:', [remembering(4)])
  side.take(events(0, 2))
  expect(() => side.take(events(2, 5))).toThrow('broken')
  while (side.advance());
  expect(side.projections[0]!.database.prepare('SELECT events FROM total').get()).toEqual({ events: 5 })
  side.close()
})

describe('a file whose rows cannot be trusted any more', () => {
  const folders: string[] = []
  afterEach(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
  })
  const newFolder = () => {
    folders.push(mkdtempSync(join(tmpdir(), 'concord-file-')))
    return folders.at(-1)!
  }
  const start = (folder: string, projection: Projection) => {
    const told: string[] = []
    const side = openReadSide(folder, [projection], {
      onRebuild: (name, why) => told.push(`${name}: ${why}`),
    })
    while (side.advance());
    return { side, told }
  }
  /** Counts, and finds at some events that its rows do not fit: always, or as long as it has not been filled anew. */
  const misfitting = (at: readonly number[]): Projection => {
    const usual = counting()
    return {
      ...usual,
      open: (...parts) => {
        const fold = usual.open(...parts)
        return {
          apply: (run) => {
            fold.apply(run)
            if (run.some(({ ordinal }) => at.includes(ordinal))) throw new RowsDiverged('no such row')
          },
        }
      },
    }
  }
  const anewBecauseOfMisfit = ['counting: its rows did not fit their events']

  test('is made anew from the journal when events have come to mean something else, and says so once', () => {
    const folder = newFolder()
    const before = start(folder, counting(1))
    before.side.take(events(0, 5))
    before.side.projections[0]!.database.exec('UPDATE stream SET events = 99')
    before.side.close()
    const other = counting(1, () => false, 'each counts twice')
    for (const told of [['counting: events have come to mean something else'], []]) {
      const now = start(folder, other)
      expect([now.told, counts(now.side), now.side.standing().folded.ordinal]).toEqual([told, 5, 5])
      now.side.close()
    }
  })

  test('is made anew at the next start when its rows did not fit their events', () => {
    const folder = newFolder()
    const before = start(folder, misfitting([7]))
    before.side.take(events(0, 5))
    before.side.projections[0]!.database.exec('UPDATE stream SET events = 99')
    expect(() => before.side.take(events(5, 8))).toThrow('no such row')
    before.side.close()
    const now = start(folder, counting())
    expect([now.told, counts(now.side)]).toEqual([anewBecauseOfMisfit, 8])
    now.side.close()
    expect(start(folder, counting()).told).toEqual([])
  })

  test('is made anew once for the same event: what making anew does not mend is a fault of the program', () => {
    const folder = newFolder()
    const before = start(folder, misfitting([7]))
    before.side.take(events(0, 5))
    expect(() => before.side.take(events(5, 8))).toThrow('no such row')
    before.side.close()
    for (const told of [anewBecauseOfMisfit, [], []]) {
      const heard: string[] = []
      const side = openReadSide(folder, [misfitting([7])], {
        onRebuild: (name, why) => heard.push(`${name}: ${why}`),
      })
      expect(() => side.advance()).toThrow('no such row')
      expect(heard).toEqual(told)
      side.close()
    }
    const mended = start(folder, misfitting([9]))
    expect(() => mended.side.take(events(8, 9))).toThrow('no such row')
    mended.side.close()
    const now = start(folder, counting())
    expect([now.told, counts(now.side)]).toEqual([anewBecauseOfMisfit, 9])
    now.side.close()
  })

  test('is left alone while another process has it open', () => {
    const folder = newFolder()
    const before = start(folder, counting())
    before.side.take(events(0, 5))
    const other = counting(1, () => false, 'each counts twice')
    expect(() => start(folder, other)).toThrow('open in another process or damaged: database is locked')
    expect(counts(before.side)).toBe(5)
    before.side.close()
    expect(start(folder, other).told).toHaveLength(1)
  })

  test('is one in which a row is there already', () => {
    const folder = newFolder()
    const once: Projection = {
      ...counting(),
      open: (database) => ({
        apply: (run) => {
          for (const { stream } of run) database.prepare('INSERT INTO stream VALUES (?, 1)').run(stream)
        },
      }),
    }
    const before = start(folder, once)
    expect(() => before.side.take(events(0, 5))).toThrow('UNIQUE')
    before.side.close()
    expect(start(folder, counting()).told).toEqual(anewBecauseOfMisfit)
  })
})

test('what is set aside is told when its run is kept, and not when it is not', () => {
  let isBroken = true
  const aside: SetAside[] = []
  const picky: Projection = {
    ...counting(),
    open: (_database, _journal, setAside) => ({
      apply: (run) => {
        for (const event of run) setAside({ event, reason: 'unknown-type', detail: '' })
        if (isBroken) throw new Error('broken')
      },
    }),
  }
  const side = openReadSide(':memory:', [picky], { onSetAside: (more) => aside.push(...more) })
  expect(() => side.take(events(0, 2))).toThrow('broken')
  expect(aside).toEqual([])
  isBroken = false
  while (side.advance());
  side.take(events(2, 3))
  expect(aside.map(({ event }) => event.position)).toEqual([0n, 100n, 200n])
  side.close()
})

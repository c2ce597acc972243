import { expect, test } from 'vitest'
import { counting, counts, events } from './fixtures/counting.ts'
import type { Projection } from './projection.ts'
import { openReadSide } from './read-side.ts'

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

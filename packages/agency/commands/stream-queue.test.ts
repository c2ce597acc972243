import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createStreamQueue } from './stream-queue.ts'

test('tasks of one stream follow each other in order, and no more run than the bound, whatever fails', async () => {
  const task = fc.record({ stream: fc.constantFrom('a', 'b', 'c', 'd'), fails: fc.boolean() })
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(task, { maxLength: 30 }),
      fc.integer({ min: 1, max: 3 }),
      async (s, tasks, most) => {
        const queue = createStreamQueue(most)
        const running = new Set<string>()
        const done: number[] = []
        const results = tasks.map(({ stream, fails }, number) =>
          queue.run(stream, async () => {
            expect(running.has(stream)).toBe(false)
            running.add(stream)
            expect(running.size).toBeLessThanOrEqual(most)
            await s.schedule(Promise.resolve())
            running.delete(stream)
            done.push(number)
            if (fails) throw new Error('refused')
            return number
          }),
        )
        const settled = await s.waitFor(Promise.allSettled(results))
        expect(settled.map(({ status }) => status)).toEqual(
          tasks.map(({ fails }) => (fails ? 'rejected' : 'fulfilled')),
        )
        for (const name of ['a', 'b', 'c', 'd']) {
          const ofStream = done.filter((number) => tasks[number]!.stream === name)
          expect(ofStream).toEqual([...ofStream].sort((x, y) => x - y))
        }
      },
    ),
  )
})

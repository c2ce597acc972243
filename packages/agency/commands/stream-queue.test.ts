import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createStreamQueue } from './stream-queue.ts'

test('tasks of one stream follow each other in order, and no more run than the bound, whatever fails', async () => {
  const task = fc.record({
    streams: fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1, maxLength: 3 }),
    fails: fc.boolean(),
  })
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(task, { maxLength: 30 }),
      fc.integer({ min: 1, max: 3 }),
      async (s, tasks, most) => {
        const queue = createStreamQueue(most)
        const running = new Set<string>()
        const done: number[] = []
        let tasksRunning = 0
        const results = tasks.map(({ streams, fails }, number) =>
          queue.run(streams, async () => {
            for (const stream of streams) expect(running.has(stream)).toBe(false)
            for (const stream of streams) running.add(stream)
            expect(++tasksRunning).toBeLessThanOrEqual(most)
            await s.schedule(Promise.resolve())
            tasksRunning--
            for (const stream of streams) running.delete(stream)
            done.push(number)
            if (fails) throw new Error('refused')
            return number
          }),
        )
        const settled = await s.waitFor(Promise.allSettled(results))
        expect(settled.map(({ status }) => status)).toEqual(
          tasks.map(({ fails }) => (fails ? 'rejected' : 'fulfilled')),
        )
        for (const name of ['a', 'b', 'c', 'd'] as const) {
          const ofStream = done.filter((number) => tasks[number]!.streams.includes(name))
          expect(ofStream).toEqual([...ofStream].sort((x, y) => x - y))
        }
      },
    ),
  )
})

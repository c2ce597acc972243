import fc from 'fast-check'
import { expect, test } from 'vitest'
import { resultsInOrder } from './results-in-order.ts'

const bounds = (
  most: number,
  mostWeight = Number.POSITIVE_INFINITY,
  weigh: (n: number) => number = () => 1,
) => ({
  most,
  mostWeight,
  weigh,
})

/** Work whose steps end when the test says so. */
const manualWork = () => {
  const ends = new Map<number, () => void>()
  return {
    work: (input: number) => new Promise<number>((resolve) => ends.set(input, () => resolve(input * 10))),
    begun: () => [...ends.keys()],
    end: (input: number) => ends.get(input)!(),
  }
}
const settle = () => new Promise((resolve) => setImmediate(resolve))

test('results come in the order of the inputs, whichever is done first, and never more than the bound run', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(fc.nat(9), { maxLength: 30 }),
      fc.integer({ min: 1, max: 5 }),
      async (s, inputs, most) => {
        let running = 0
        let highest = 0
        const work = async (n: number): Promise<number> => {
          highest = Math.max(highest, ++running)
          await s.schedule(Promise.resolve())
          running--
          return n * 10
        }
        const source = async function* () {
          yield* inputs
        }
        const results = Array.fromAsync(resultsInOrder(source(), bounds(most), work))
        expect(await s.waitFor(results)).toEqual(inputs.map((n) => n * 10))
        expect(highest).toBeLessThanOrEqual(most)
      },
    ),
    { numRuns: 200 },
  )
})

test('nothing is taken from the source while nobody reads the results', async () => {
  let taken = 0
  const source = async function* () {
    for (;;) yield taken++
  }
  const results = resultsInOrder(source(), bounds(4), async (n) => n)
  await settle()
  expect(taken).toBe(0)
  for (let i = 0; i < 10; i++) await results.next()
  await settle()
  expect(taken).toBeLessThanOrEqual(10 + 4 + 1)
  await results.return(undefined)
})

test('a result is given while the next input is still on its way', async () => {
  const source = async function* () {
    yield 1
    await new Promise(() => {})
  }
  const results = resultsInOrder(source(), bounds(4), async (n) => n)
  expect(await results.next()).toEqual({ done: false, value: 1 })
})

test('what is too heavy for the rest waits until it is alone', async () => {
  const { work, begun, end } = manualWork()
  const source = async function* () {
    yield* [1, 2, 9, 3]
  }
  const results = resultsInOrder(
    source(),
    bounds(10, 5, (n) => n),
    work,
  )
  const first = results.next()
  await settle()
  expect(begun()).toEqual([1, 2])
  end(1)
  await first
  const second = results.next()
  end(2)
  await second
  const third = results.next()
  await settle()
  expect(begun()).toEqual([1, 2, 9])
  end(9)
  expect((await third).value).toBe(90)
})

test('when the source fails, what was begun is given first', async () => {
  const source = async function* () {
    yield 1
    throw new Error('the client went away')
  }
  const results = resultsInOrder(source(), bounds(4), async (n) => n)
  expect((await results.next()).value).toBe(1)
  await expect(results.next()).rejects.toThrow('the client went away')
})

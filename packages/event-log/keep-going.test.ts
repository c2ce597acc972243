import { expect, test, vi } from 'vitest'
import { keepGoing } from './keep-going.ts'

/** Work that fails as often as it is told to before it gets something done and is ended. */
const failing = (times: number) => {
  const ending = new AbortController()
  let attempts = 0
  const work = async (going: () => void) => {
    attempts++
    if (attempts <= times) throw new Error(`failure ${attempts}`)
    going()
    ending.abort()
  }
  return { work, signal: ending.signal, attempts: () => attempts }
}

test('an outage is told once at its beginning and once at its end', async () => {
  const { work, signal } = failing(3)
  const told: string[] = []
  await keepGoing(work, {
    signal,
    onAway: (error) => told.push((error as Error).message),
    onBack: (attempts) => told.push(`back after ${attempts}`),
  })
  expect(told).toEqual(['failure 1', 'back after 3'])
})

test('nothing is told when nothing fails', async () => {
  const { work, signal } = failing(0)
  const told = vi.fn()
  await keepGoing(work, { signal, onAway: told, onBack: told })
  expect(told).not.toHaveBeenCalled()
})

test('work that ends by itself is done again', async () => {
  const ending = new AbortController()
  const told: string[] = []
  let times = 0
  await keepGoing(
    async () => {
      times++
      if (times === 2) ending.abort()
    },
    { signal: ending.signal, onAway: (error) => told.push((error as Error).message) },
  )
  expect(times).toBe(2)
  expect(told).toEqual(['It ended by itself.'])
})

test('an error that no attempt can mend is thrown on', async () => {
  const { work, signal, attempts } = failing(5)
  const ended = keepGoing(work, { signal, isFinal: (error) => (error as Error).message === 'failure 2' })
  await expect(ended).rejects.toThrow('failure 2')
  expect(attempts()).toBe(2)
})

test('a wait ends when it is told to end', async () => {
  const ending = new AbortController()
  const { promise: away, resolve: isAway } = Promise.withResolvers<unknown>()
  let ended = false
  void keepGoing(() => Promise.reject(new Error('away')), { signal: ending.signal, onAway: isAway }).then(
    () => {
      ended = true
    },
  )
  await away
  ending.abort()
  // Some turns of the event loop, where the wait that it cuts short would take thousands.
  for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate)
  expect(ended).toBe(true)
})

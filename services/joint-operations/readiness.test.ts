import { expect, test } from 'vitest'
import { openReadiness } from './readiness.ts'

test('it is ready once the picture has followed the log and folded what was there, and stays so when the log goes away', async () => {
  let [stale, live] = [true, false]
  const picture = { standing: () => ({ stale }), isLive: () => live }
  const { isReady, ready } = openReadiness(picture, new AbortController().signal)
  expect(isReady()).toBe(false)
  stale = false
  expect(isReady()).toBe(false)
  live = true
  await ready
  stale = true
  expect(isReady()).toBe(true)
})

test('what is stopped before never says that it was ready', async () => {
  const stopping = new AbortController()
  const { ready } = openReadiness({ standing: () => ({ stale: true }), isLive: () => true }, stopping.signal)
  stopping.abort()
  await expect(ready).rejects.toThrow('stopped')
})

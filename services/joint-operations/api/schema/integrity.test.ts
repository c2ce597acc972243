import { expect, test } from 'vitest'
import { apiOver, tokenOf } from '../fixtures/api-over.ts'
import { borderNightLog } from '../fixtures/border-night.ts'
import type { LogIntegrity } from '../services.ts'

const auditor = tokenOf('joc', ['auditor'])
const corrections = 'events corrections { totalCount } erasures { totalCount }'

test('what was corrected and erased is told without a check of the whole log', async () => {
  const integrity: LogIntegrity = () => Promise.reject(new Error('The log is not to be read.'))
  const { ask } = apiOver(borderNightLog, { integrity })

  const { data, errors } = await ask(auditor, `{ integrity { ${corrections} } }`)

  expect(errors).toBeUndefined()
  expect(data?.integrity).toMatchObject({ events: expect.any(Number), erasures: { totalCount: 0 } })
})

test('beside a check that takes longer than an answer may, it is told all the same', async () => {
  let now = 0
  const integrity: LogIntegrity = async () => {
    await Promise.resolve()
    now += 60_000
    return {
      checked: 3,
      rememberedEvents: 3,
      intact: true,
      firstDifference: undefined,
      checkedAt: '2026-01-01T00:00:00Z',
    }
  }
  const { ask } = apiOver(borderNightLog, { integrity, clock: { now: () => now, sleep: async () => {} } })

  const { data, errors } = await ask(auditor, `{ integrity { intact checked ${corrections} } }`)

  expect(errors).toBeUndefined()
  expect(data?.integrity).toMatchObject({ intact: true, checked: 3, corrections: expect.any(Object) })
})

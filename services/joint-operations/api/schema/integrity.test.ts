import { expect, test } from 'vitest'
import type { IntegrityReport, LogIntegrity } from '../services.ts'
import { apiOver, tokenOf } from '../testing/api-over.ts'
import { borderNightLog } from '../testing/border-night.ts'

const auditor = tokenOf('joc', ['auditor'])
const intact: IntegrityReport = {
  checked: 3,
  rememberedEvents: 3,
  intact: true,
  firstDifference: undefined,
  checkedAt: '2026-01-01T00:00:00Z',
}
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
    return { checking: false, report: intact }
  }
  const { ask } = apiOver(borderNightLog, { integrity, clock: () => now })

  const { data, errors } = await ask(auditor, `{ integrity { intact checked ${corrections} } }`)

  expect(errors).toBeUndefined()
  expect(data?.integrity).toMatchObject({ intact: true, checked: 3, corrections: expect.any(Object) })
})

test('while the first check runs, nothing is said of whether the log is intact', async () => {
  const { ask } = apiOver(borderNightLog, { integrity: async () => ({ checking: true, report: undefined }) })

  const { data, errors } = await ask(auditor, '{ integrity { checking intact checkedAt events } }')

  expect(errors).toBeUndefined()
  expect(data?.integrity).toEqual({
    checking: true,
    intact: null,
    checkedAt: null,
    events: expect.any(Number),
  })
})

test('while a later check runs, the one before is told, with when it began', async () => {
  const { ask } = apiOver(borderNightLog, { integrity: async () => ({ checking: true, report: intact }) })

  const { data } = await ask(auditor, '{ integrity { checking intact checked checkedAt } }')

  expect(data?.integrity).toMatchObject({
    checking: true,
    intact: true,
    checked: 3,
    checkedAt: intact.checkedAt,
  })
})

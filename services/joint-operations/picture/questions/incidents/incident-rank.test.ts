import type { Moment } from '@concord/incident'
import { expect, test } from 'vitest'
import { indexedQuestions } from '../../indexed-questions.ts'
import { instant } from '../../testing/random-log.ts'
import { readSideInMemory } from '../../testing/read-side-of.ts'
import { MINUTE, toldLog } from '../../testing/told-log.ts'

interface Rated {
  readonly incident: string
  readonly severity: string
  readonly minute: number
  readonly corrects?: number
}

const logOf = (rated: readonly Rated[]) =>
  toldLog(
    rated.map(({ severity, ...rest }) => ({
      ...rest,
      agency: 'alpha',
      type: 'IncidentOpened',
      data: { kind: 'fire', severity },
    })),
  )

/** The gravest first, a page of one incident after the other. */
const gravestFirst = (rated: readonly Rated[]) => {
  const { models, take } = readSideInMemory()
  take(logOf(rated))
  const { incidents } = indexedQuestions(models)
  return (moment: Moment): readonly string[] => {
    const shown: string[] = []
    let after: string | undefined
    for (;;) {
      const page = incidents(
        { agency: 'beta' },
        { modes: ['operational'] },
        { by: 'severity', direction: 'descending' },
        { first: 1, ...(after !== undefined && { after }) },
        moment,
      )
      for (const { incident } of page.items) shown.push(`${incident.id} ${incident.severity}`)
      after = page.items.at(-1)?.cursor
      if (!page.hasMore) return shown
    }
  }
}

test('an incident stands by the severity that it had then', () => {
  const asked = gravestFirst([
    { incident: 'I0', severity: 'Minor', minute: 1 },
    { incident: 'I1', severity: 'Moderate', minute: 2 },
    { incident: 'I0', severity: 'Severe', minute: 5 },
  ])
  const before = ['I1 Moderate', 'I0 Minor']
  expect(asked({})).toEqual(['I0 Severe', 'I1 Moderate'])
  expect(asked({ valid: instant(4 * MINUTE) })).toEqual(before)
  expect(asked({ known: { position: 1n } })).toEqual(before)
  expect(asked({ known: { at: instant(61 * MINUTE) } })).toEqual(before)
})

test('what was corrected stands where it stood as long as it was believed', () => {
  const asked = gravestFirst([
    { incident: 'I0', severity: 'Severe', minute: 1 },
    { incident: 'I1', severity: 'Moderate', minute: 2 },
    { incident: 'I0', severity: 'Minor', minute: 1, corrects: 0 },
  ])
  expect(asked({})).toEqual(['I1 Moderate', 'I0 Minor'])
  expect(asked({ known: { position: 1n } })).toEqual(['I0 Severe', 'I1 Moderate'])
  expect(asked({ valid: instant(1 * MINUTE) })).toEqual(['I0 Minor'])
})

test('an incident that is grave once more stands there again', () => {
  const asked = gravestFirst([
    { incident: 'I0', severity: 'Severe', minute: 1 },
    { incident: 'I1', severity: 'Moderate', minute: 2 },
    { incident: 'I0', severity: 'Minor', minute: 3 },
    { incident: 'I0', severity: 'Severe', minute: 7 },
  ])
  expect(asked({})).toEqual(['I0 Severe', 'I1 Moderate'])
  expect(asked({ valid: instant(6 * MINUTE) })).toEqual(['I1 Moderate', 'I0 Minor'])
  expect(asked({ known: { position: 2n } })).toEqual(['I1 Moderate', 'I0 Minor'])
  expect(asked({ known: { position: 1n } })).toEqual(['I0 Severe', 'I1 Moderate'])
})

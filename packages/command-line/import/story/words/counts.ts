import type { Details } from '../../report-line.ts'

/** Our words for numbers of people, and those that others have for the same. */
export const countWords = {
  dead: 'dead deaths killed fatal fatalities deceased',
  injured: 'injured wounded hurt',
  evacuated: 'evacuated evacuees',
  rescued: 'rescued',
  affected: 'affected',
} as const

/** All names of such numbers. */
export const countNames: ReadonlySet<string> = new Set([
  'missing',
  ...Object.values(countWords).flatMap((words) => words.split(' ')),
])

/**
 * `{ casualties: { dead: 3, injured: 17 } }` counts as well as the two do by themselves, whatever the table is called that they
 * stand in. Of several tables nobody says which counts: they are left as they are.
 */
export const withCountsSpread = (details: Details): Details => {
  const [table, another] = Object.entries(details).filter(([, told]) => isTableOfCounts(told))
  if (table === undefined || another !== undefined) return details
  const [field, counts] = table
  const { [field]: _, ...others } = details
  return Object.keys(counts as Details).some((name) => name in others)
    ? details
    : { ...others, ...(counts as Details) }
}

/** Whether a table says nothing else than numbers, some of them of people. */
export const isTableOfCounts = (told: unknown): boolean =>
  typeof told === 'object' &&
  told !== null &&
  !Array.isArray(told) &&
  Object.values(told).every((one) => typeof one === 'number') &&
  Object.keys(told).some((name) => countNames.has(name))

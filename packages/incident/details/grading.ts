import { gradingSchema, type Marking } from '@concord/kernel'

/** A grade with the scale that it was given on. */
export type Grading = NonNullable<Marking['grading']>

/** What tells how far a report can be relied on. */
export interface Graded {
  readonly data: unknown
  readonly marking: Marking
}

/** The details that name a scale in their own name. */
const scales = { grading3x5x2: '3x5x2', grading4x4: '4x4', admiralty: 'admiralty' } as const

/**
 * The grade of a report with its scale, wherever its originator put it: in the marking, which comes first, or in a detail
 * that names the scale. Undefined where there is none, and where a grade such as `B2` stands without a scale: which one is
 * meant is not guessed, and nothing is converted.
 */
export const gradingOf = ({ data, marking }: Graded): Grading | undefined => {
  const details = (data ?? {}) as Readonly<Record<string, unknown>>
  const named = Object.entries(scales).flatMap(([detail, scale]) => {
    const grade = details[detail]
    return typeof grade === 'string' ? [{ scale, grade }] : []
  })
  return marking.grading ?? gradingSchema.safeParse(details.grading).data ?? named[0]
}

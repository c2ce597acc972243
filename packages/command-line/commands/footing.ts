import type { JointResponse } from '../joint-api.ts'
import type { Output } from '../output.ts'

/** Tells beside an answer what it stands on: imported records that count, and that the picture may lack what is new. */
export const tellFooting = (output: Output, { extensions }: JointResponse): void => {
  const { imported, stale } = extensions?.concord ?? {}
  if (imported)
    output.err(
      `includes ${imported} imported records, which count as known when the older system recorded them`,
    )
  if (stale)
    output.err('the picture cannot follow the log at present: what was recorded since may be missing')
}

import type { PageRequest } from '../../picture/asked/page.ts'
import type { Reading } from '../reading.ts'

/** What a page must tell so that the next one can be asked for. */
interface Page {
  readonly items: readonly { readonly cursor: string }[]
  readonly hasMore: boolean
}

/**
 * Every page of a list from the first on, `size` items each, read when its turn comes: whoever has enough asks for no
 * more of them. Throws LIMIT_EXCEEDED when the time for the request is used up.
 */
export function* everyPage<Found extends Page>(
  reading: Pick<Reading, 'checkTime'>,
  size: number,
  pageAt: (request: PageRequest) => Found,
): Generator<Found> {
  let after: string | undefined
  do {
    reading.checkTime()
    const page = pageAt(after === undefined ? { first: size } : { first: size, after })
    yield page
    after = page.hasMore ? page.items.at(-1)?.cursor : undefined
  } while (after !== undefined)
}

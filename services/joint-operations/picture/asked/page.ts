/** The longest page of any list. */
export const LONGEST_PAGE = 100

/** `after` is a cursor from an earlier page. `first` has been bounded by the API. */
export interface PageRequest {
  readonly first: number
  readonly after?: string
}

/** In which direction a list runs: smallest, earliest or least severe first, or the other way round. */
export type Direction = 'ascending' | 'descending'

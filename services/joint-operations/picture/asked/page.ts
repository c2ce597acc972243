/** `after` is a cursor from an earlier page. `first` has been bounded by the API. */
export interface PageRequest {
  readonly first: number
  readonly after?: string
}

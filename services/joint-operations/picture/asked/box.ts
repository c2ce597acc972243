/** Degrees, WGS 84. West may be greater than east: the box then crosses the antimeridian. */
export interface Box {
  readonly west: number
  readonly south: number
  readonly east: number
  readonly north: number
}

import type { Instant } from '@concord/kernel'

/** What satellites saw, each detection once. A view keeps their number; lists of them are read models of their own. */
export interface DetectionsChange {
  readonly change: 'detections'
  readonly detections: readonly Detection[]
}

/** One fire pixel that a satellite saw, as NASA FIRMS gives it. */
export interface Detection {
  /** The same for the same detection, however often it is delivered. */
  readonly key: string
  /** WGS 84 degrees. */
  readonly lat: number
  readonly lon: number
  readonly acquiredAt: Instant
  readonly satellite: string
  /** Percent, as FIRMS gives it for MODIS. */
  readonly confidence?: number | undefined
  /** ISO 3166-1 alpha-2. */
  readonly country?: string | undefined
  readonly place?: string | undefined
}

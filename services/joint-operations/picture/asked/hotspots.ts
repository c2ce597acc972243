import type { Instant, Mode } from '@concord/kernel'
import type { Box } from './box.ts'

/**
 * Which hot spots: those that pass all that is named. Limits of confidence are in percent and count as inside; a hot spot
 * that tells none is left out where there is a limit.
 */
export interface HotspotFilter {
  readonly incident?: string
  /** Delivered by events of these modes. */
  readonly modes?: readonly Mode[]
  readonly box?: Box
  readonly minConfidence?: number
  readonly maxConfidence?: number
  readonly country?: string
}

/** One satellite detection, counted once however often it is delivered. Confidence in percent as FIRMS gives it. */
export interface Hotspot {
  readonly key: string
  readonly lat: number
  readonly lon: number
  /** Percent; undefined where the satellite tells no percentage. */
  readonly confidence: number | undefined
  readonly acquiredAt: Instant
  readonly satellite: string
  /** ISO 3166-1 alpha-2. */
  readonly country: string | undefined
  /** The nearest inhabited place. */
  readonly place: string | undefined
  readonly event: string
}

/** A page of hot spots, by when the satellite saw them, the oldest first. */
export interface HotspotPage {
  readonly items: readonly { readonly cursor: string; readonly hotspot: Hotspot }[]
  readonly total: number
  readonly hasMore: boolean
}

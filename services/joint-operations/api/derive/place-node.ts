/** Where something is, as far as somebody said: degrees in WGS 84, and the place in words. */
export interface PlaceNode {
  readonly lat?: number | undefined
  readonly lon?: number | undefined
  readonly name?: string | undefined
}

/** Where an event says that it happened; null where it does not say. */
export const placeOfEvent = (data: unknown): PlaceNode | null => {
  const { lat, lon, address } = (data ?? {}) as Readonly<Record<string, unknown>>
  const point = typeof lat === 'number' && typeof lon === 'number' ? { lat, lon } : undefined
  const name = typeof address === 'string' ? address : undefined
  return point || name !== undefined ? { ...point, name } : null
}

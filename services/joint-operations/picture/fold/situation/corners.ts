import type { Summary } from './kept-summary.ts'
import type { Corner } from './rectangle.ts'

/** What is left of the corners of one event where mode and severity alone count: mostly nothing. */
export const withoutOpposites = (corners: readonly Corner<Summary>[]): readonly Corner<Summary>[] => {
  const left = new Map<string, Corner<Summary>[]>()
  for (const corner of corners) {
    const { valid, mask, summary } = corner
    const key = `${valid} ${mask} ${summary.mode} ${summary.incident.severity}`
    const alike = left.get(key) ?? []
    left.set(key, alike)
    if (alike.length > 0 && alike[0]!.sign !== corner.sign) alike.pop()
    else alike.push(corner)
  }
  return [...left.values()].flat()
}

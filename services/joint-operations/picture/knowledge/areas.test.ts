import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openAreas } from './areas.ts'
import { openWhereabouts } from './whereabouts.ts'

describe('the place of a point', () => {
  it('is the area it lies in, where there is an outline', () => {
    expect(openAreas().at(49.2, 112.5)).toMatchObject({ code: '2110', name: 'Bayan-Uul' })
    expect(openWhereabouts()(49.2, 112.5)).toEqual({ country: 'MN', place: 'Bayan-Uul' })
  })

  it('is the nearest inhabited place elsewhere', () => {
    expect(openAreas().at(37.77, -122.42)).toBeUndefined()
    expect(openWhereabouts()(37.77, -122.42)).toEqual({ country: 'US', place: 'San Francisco' })
  })

  it('is not an area of the country across the border, however roughly that was drawn', () => {
    const everywhere = () => ({ code: '1', name: 'Everywhere', country: 'MN' })
    expect(openWhereabouts(everywhere)(37.77, -122.42).place).toBe('San Francisco')
  })

  it('takes outlines from a file, and says which file is wrong', () => {
    const folder = mkdtempSync(join(tmpdir(), 'concord-areas-'))
    const file = join(folder, 'mine.geojson')
    writeFileSync(file, '{"type":"FeatureCollection","features":[{}]}')
    expect(() => openAreas(file)).toThrow(/mine\.geojson/)
    rmSync(folder, { recursive: true })
  })
})

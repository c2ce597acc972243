import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'

const HEADER =
  'latitude,longitude,brightness,scan,track,acq_date,acq_time,satellite,confidence,version,bright_t31,frp,daynight'

/** What the two made feeds hold, counted while they were made and not by reading them. */
export interface MadeFeeds {
  readonly rows: readonly [number, number]
  readonly distinct: number
  readonly inBoth: number
  readonly belowConfidence30: number
}

/**
 * Writes two feeds in the columns of NASA FIRMS that overlap as real ones do, for a clone that has no real ones at
 * hand. The same seed gives the same feeds.
 */
export const makeFeeds = (folder: string, files: readonly [string, string], seed = 20250423): MadeFeeds => {
  const chance = xoroshiro128plus(seed)
  const random = (): number => uniformFloat64(chance)
  const only = { first: 40, second: 120, both: 60 }
  const rows = new Map<string, number>()
  const draw = (): string => {
    for (;;) {
      const confidence = Math.floor(random() * 101)
      const minute = Math.floor(random() * 1440)
      const time = `${pad(Math.floor(minute / 60))}${pad(minute % 60)}`
      const key = [
        (41.5 + random() * 12).toFixed(5),
        (87 + random() * 33.5).toFixed(5),
        (300 + random() * 80).toFixed(1),
        '1.1,1.0',
        random() < 0.5 ? '2025-04-23' : '2025-04-24',
        time,
        random() < 0.5 ? 'T' : 'A',
        confidence,
        '6.1NRT,285.0',
        (5 + random() * 90).toFixed(2),
        random() < 0.5 ? 'D' : 'N',
      ].join(',')
      if (rows.has(key)) continue
      rows.set(key, confidence)
      return key
    }
  }
  const take = (count: number) => Array.from({ length: count }, draw)
  const [first, both, second] = [take(only.first), take(only.both), take(only.second)]
  writeFileSync(join(folder, files[0]), `${[HEADER, ...first, ...both].join('\n')}\n`)
  writeFileSync(join(folder, files[1]), `${[HEADER, ...both, ...second].join('\n')}\n`)
  return {
    rows: [only.first + only.both, only.both + only.second],
    distinct: rows.size,
    inBoth: only.both,
    belowConfidence30: [...rows.values()].filter((confidence) => confidence < 30).length,
  }
}

const pad = (value: number): string => String(value).padStart(2, '0')

import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'
import { z } from 'zod'
import { csvRows, decimal } from './csv-rows.ts'
import { bad, type ImportItem, report } from './report-line.ts'

/**
 * NASA FIRMS active-fire CSV (MODIS C6.1 and VIIRS, near real time and standard). Acquisition date and time are UTC.
 * https://firms.modaps.eosdis.nasa.gov lists the columns.
 */
const rowSchema = z.object({
  latitude: decimal.pipe(z.number().min(-90).max(90)),
  longitude: decimal.pipe(z.number().min(-180).max(180)),
  acq_date: z.iso.date(),
  acq_time: z.string().regex(/^\d{1,4}$/),
  satellite: z.string().min(1).max(16),
  confidence: z.string().min(1).max(16),
  frp: z
    .string()
    .transform((text) => (text === '' ? undefined : text))
    .pipe(decimal.pipe(z.number().min(0)).optional())
    .optional(),
  daynight: z.string().max(1).optional(),
})

/** One detection, as the agencies' API takes it. */
export interface FirmsDetection {
  readonly lat: number
  readonly lon: number
  readonly acquiredAt: string
  readonly satellite: string
  /** In percent, for MODIS. */
  readonly confidence?: number
  /** FIRMS' word, for VIIRS, which has no percentages. */
  readonly confidenceClass?: 'low' | 'nominal' | 'high'
  /** Fire radiative power in megawatts. */
  readonly frpMw?: number
  readonly day?: boolean
}

const classes = { l: 'low', n: 'nominal', h: 'high', low: 'low', nominal: 'nominal', high: 'high' } as const

/** How many detections one event carries at most: well below the store's limit for an event. */
export const DETECTIONS_PER_BATCH = 500

/**
 * Reads a feed into batches. Without `incident`, each detection goes to the incident of its UTC day
 * (`FIRMS-2025-04-23`), so that feeds that overlap meet in the same stream and count once.
 */
export async function* readFirms(
  input: Readable,
  options: { readonly file: string; readonly incident?: string },
): AsyncIterable<ImportItem> {
  const open = new Map<string, FirmsDetection[]>()
  for await (const item of readDetections(input, options.file)) {
    if ('kind' in item) {
      yield item
      continue
    }
    const incident = options.incident ?? `FIRMS-${item.acquiredAt.slice(0, 10)}`
    const batch = open.get(incident) ?? []
    batch.push(item)
    open.set(incident, batch)
    if (batch.length === DETECTIONS_PER_BATCH) {
      yield batchReport(incident, batch)
      open.delete(incident)
    }
  }
  for (const [incident, batch] of open) yield batchReport(incident, batch)
}

/** Reads a feed's detections in the order of the file; what cannot be read is yielded as such, with its line. */
export async function* readDetections(
  input: Readable,
  file: string,
): AsyncIterable<FirmsDetection | ImportItem> {
  for await (const read of csvRows(input, file, rowSchema)) {
    if ('row' in read) yield toDetection(read.row) ?? bad(read.place, 'confidence or time cannot be read')
    else yield bad(read.place, read.detail)
  }
}

const toDetection = (row: z.infer<typeof rowSchema>): FirmsDetection | undefined => {
  const time = row.acq_time.padStart(4, '0')
  const acquiredAt = `${row.acq_date}T${time.slice(0, 2)}:${time.slice(2)}:00Z`
  const confidence = confidenceOf(row.confidence)
  if (confidence === undefined || Number.isNaN(Date.parse(acquiredAt))) return undefined
  return {
    lat: row.latitude,
    lon: row.longitude,
    acquiredAt,
    satellite: row.satellite,
    ...confidence,
    ...(row.frp === undefined ? {} : { frpMw: row.frp }),
    ...(row.daynight === undefined ? {} : { day: row.daynight === 'D' }),
  }
}

const confidenceOf = (text: string): Pick<FirmsDetection, 'confidence' | 'confidenceClass'> | undefined => {
  if (/^\d+$/.test(text)) return Number(text) <= 100 ? { confidence: Number(text) } : undefined
  const confidenceClass = classes[text.toLowerCase() as keyof typeof classes]
  return confidenceClass && { confidenceClass }
}

const batchReport = (incident: string, detections: readonly FirmsDetection[]): ImportItem => {
  const acquired = detections.map((one) => one.acquiredAt).sort()
  return report({
    type: 'HotspotBatchIngested',
    incident,
    system: 'firms',
    // Feeds overlap: the same detections delivered again in another file are the same delivery, so nothing here names the file.
    reference: createHash('sha256').update(JSON.stringify(detections)).digest('hex').slice(0, 32),
    occurredAt: acquired.at(-1)!,
    summary: `${detections.length} satellite detections`,
    data: { rows: detections.length, detections },
  })
}

import { details, latitudeSchema, longitudeSchema, nameSchema } from '@concord/incident'
import { instantSchema, millisecondsOf } from '@concord/kernel'
import { z } from 'zod'

const detectionShape = {
  lat: latitudeSchema,
  lon: longitudeSchema,
  acquiredAt: instantSchema,
  satellite: nameSchema.meta({ description: 'The satellite, as FIRMS names it, such as T or A.' }),
  confidence: z.number().min(0).max(100).optional().meta({ description: 'Confidence in percent.' }),
  country: nameSchema.optional().meta({ description: 'ISO 3166-1 alpha-2 code.' }),
  place: nameSchema.optional().meta({ description: 'The name of the place.' }),
} as const

/** One satellite detection as an importer delivers it. */
export const deliveredDetectionSchema = details(detectionShape)

/** One satellite detection as it is kept: with the key that makes it the same wherever it stands. */
export const detectionSchema = details({
  ...detectionShape,
  key: nameSchema.meta({ description: 'Satellite, UTC time and place: the same for the same detection.' }),
})

/** At most this many in one batch: an event is to fit the store's limit of one megabyte. */
export const DETECTIONS_AT_MOST = 3000

/** A detection as it is sent. */
export type DeliveredDetection = z.infer<typeof deliveredDetectionSchema>
/** A detection as it is recorded: with its key. */
export type KeptDetection = z.infer<typeof detectionSchema>

/** The identity of a detection: same satellite, same minute, same place to five decimals. */
export const detectionKey = ({
  satellite,
  acquiredAt,
  lat,
  lon,
}: Pick<DeliveredDetection, 'satellite' | 'acquiredAt' | 'lat' | 'lon'>): string =>
  `${satellite}/${new Date(millisecondsOf(acquiredAt)).toISOString().slice(0, 16)}Z/${lat.toFixed(5)}/${lon.toFixed(5)}`

/** Parts a delivery into detections not seen before, each once, and the number of those that were. */
export const deduplicate = (
  delivered: readonly DeliveredDetection[],
  isKnown: (key: string) => boolean,
): { readonly kept: readonly KeptDetection[]; readonly duplicates: number } => {
  const kept = new Map<string, KeptDetection>()
  for (const detection of delivered) {
    const key = detectionKey(detection)
    if (!isKnown(key) && !kept.has(key)) kept.set(key, { ...detection, key } as KeptDetection)
  }
  return { kept: [...kept.values()], duplicates: delivered.length - kept.size }
}

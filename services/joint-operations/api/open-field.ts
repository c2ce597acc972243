import type { OpenedFields, OpenField, WantedFields } from '@concord/access'
import type { RecordedEvent } from '@concord/kernel'
import { apiError } from './api-error.ts'
import type { Reading } from './reading.ts'

/** How many fields about persons one request may open. */
const MOST_OPENED = 200

interface Batch {
  readonly wanted: Map<string, { readonly event: RecordedEvent; readonly paths: string[] }>
  readonly onward: Set<string>
  readonly opened: Promise<OpenedFields>
  fields: number
}

const batches = new WeakMap<Reading, Batch>()

/**
 * Opens one field about a person. All fields that a request asks for in one step are one read on record, so that the
 * record says how many were read together. `onward` names agencies to whom the reader hands it on.
 */
export const openField = async (
  reading: Reading,
  event: RecordedEvent,
  path: string,
  onward: readonly string[],
): Promise<Pick<OpenField, 'state' | 'value'>> => {
  const batch = batchOf(reading)
  for (const agency of onward) batch.onward.add(agency)
  if (++batch.fields > MOST_OPENED) {
    throw apiError('LIMIT_EXCEEDED', `One request may open at most ${MOST_OPENED} fields about persons.`)
  }
  const wanted = batch.wanted.get(event.id) ?? { event, paths: [] }
  wanted.paths.push(path)
  batch.wanted.set(event.id, wanted)

  const opened = await batch.opened
  if (!opened.ok) throw refusal(opened)
  const field = opened.values.find((one) => one.event === event.id && one.path === path)
  if (!field) throw apiError('UNAVAILABLE', 'This field about a person cannot be opened at present.')
  return { state: field.state, value: field.state === 'open' ? field.value : null }
}

const batchOf = (reading: Reading): Batch => {
  const current = batches.get(reading)
  if (current) return current
  const wanted: Batch['wanted'] = new Map()
  const onward = new Set<string>()
  const batch: Batch = { wanted, onward, fields: 0, opened: openAll(reading, wanted, onward) }
  batches.set(reading, batch)
  return batch
}

/** Waits for the fields that are resolved in the same step, then asks for all of them. */
const openAll = async (
  reading: Reading,
  wanted: ReadonlyMap<string, WantedFields>,
  onward: ReadonlySet<string>,
): Promise<OpenedFields> => {
  await new Promise((resolve) => setImmediate(resolve))
  batches.delete(reading)
  const { position } = reading.standing
  return reading.services.openPersonal(reading.reader, [...wanted.values()], {
    position,
    onward: [...onward],
  })
}

const refusal = ({ reason, detail }: Extract<OpenedFields, { readonly ok: false }>) =>
  apiError(reason === 'unavailable' ? 'UNAVAILABLE' : 'FORBIDDEN', detail)

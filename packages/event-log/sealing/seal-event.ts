import { type NewEvent, subjectsIn } from '@concord/kernel'
import type { KeyRing } from './key-ring.ts'
import type { FieldPath } from './personal-paths.ts'
import { seal, sealSummary } from './seal.ts'

/**
 * Seals what an event holds about persons: the fields at `paths`, and its summary where the event concerns a person.
 * It does when its type has personal fields, filled in or not, when its data names somebody by code, and when its sender
 * says what the person is in the matter.
 */
export const sealEvent = async (
  keyRing: Pick<KeyRing, 'keyFor'>,
  paths: readonly FieldPath[],
  stream: string,
  event: NewEvent,
): Promise<NewEvent> => {
  const { id, envelope } = event
  const data = paths.length === 0 ? event.data : await seal(keyRing, paths, stream, id, event.data)
  if (envelope.summary === undefined || !concernsPerson(paths, event)) return { ...event, data }
  const summary = await sealSummary(keyRing, stream, id, data, envelope.summary)
  return { ...event, data, envelope: { ...envelope, summary } }
}

const concernsPerson = (paths: readonly FieldPath[], { data, envelope }: NewEvent): boolean =>
  paths.length > 0 || envelope.subjectCategory !== undefined || subjectsIn(data).length > 0

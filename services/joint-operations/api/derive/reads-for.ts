import type { ReadQuestion, RecordedRead } from '@concord/access'
import { apiError } from '../api-error.ts'
import type { Reading } from '../reading.ts'

/**
 * The reads that fit the question of an auditor, the latest first, once the look itself is on record. Throws FORBIDDEN for
 * anybody else, and UNAVAILABLE where the look cannot be put on record.
 */
export const readsFor = async (
  { reader, services }: Reading,
  question: ReadQuestion,
): Promise<readonly RecordedRead[]> => {
  if (!reader.roles.includes('auditor')) {
    throw apiError('FORBIDDEN', 'Only auditors may see the record of reads.')
  }
  const answer = await services.recordOfReads(reader, question)
  if (!answer.ok) throw apiError('UNAVAILABLE', answer.detail)
  return answer.reads
}

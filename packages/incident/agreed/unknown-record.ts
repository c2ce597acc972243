import type { Rejection } from '@concord/kernel'

/** What somebody is told who names a record that is not there. */
export const unknownRecord = (named: string): Rejection => ({
  code: 'unknown-record',
  detail: `This agency has no record ${named} in this incident.`,
})

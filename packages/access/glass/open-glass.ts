import { parseStreamName, type RecordedEvent } from '@concord/kernel'
import type { Policy } from '../policy/policy.ts'
import type { Reader } from '../reader.ts'
import { type Glass, isBrokenBy } from './glasses.ts'

/** The events on which the reader has an open break-glass. It is theirs alone: their colleagues see no more than before. */
export const glassOf = (
  open: readonly Glass[],
  reader: Pick<Reader, 'agency' | 'subject'>,
): ((event: RecordedEvent) => boolean) => {
  const incidents = new Set(open.filter((glass) => isBrokenBy(glass, reader)).map(({ incident }) => incident))
  if (incidents.size === 0) return () => false
  return ({ stream }) => incidents.has(parseStreamName(stream)?.id ?? '')
}

/**
 * Whether a break-glass concerns an auditor: the one who broke it, or somebody whose records were seen, is their
 * agency's.
 */
export const overseesGlass = (
  policy: Pick<Policy, 'mayAudit'>,
  auditor: Reader,
  { reader, noticed }: Pick<Glass, 'reader' | 'noticed'>,
): boolean => policy.mayAudit(auditor, { readers: reader.agency, owners: noticed }).ok

import { createHash } from 'node:crypto'
import type { StoredEvent } from '@concord/kernel'

/** What the digest of the times of events is taken over, of one of them. */
export const timeLine = ({ id, recordedAt }: Pick<StoredEvent, 'id' | 'recordedAt'>): string =>
  `${id} ${recordedAt}\n`

/** The digest over the times of events, taken in the order of the log. */
export const timesDigest = () => {
  const hash = createHash('sha256')
  return {
    add: (lines: string | Uint8Array): void => {
      hash.update(lines)
    },
    end: (): string => hash.digest('base64url'),
  }
}

import type { StoredEvent } from '@concord/kernel'
import type { WrittenEvent } from '../form/stored-event.ts'
import type { RegisteredKey } from '../signing/registered-key.ts'
import { isSignedBy } from '../signing/signed-by.ts'
import type { Difference } from './difference.ts'

/** An event, and the key that it claims to be signed with. */
interface ClaimedEvent {
  readonly written: WrittenEvent
  readonly key: RegisteredKey
}

/** The newest event of each stream, whose signature stands for all before it and has not been checked yet. */
export interface NewestEvents {
  /** Takes the place of the stream's event before it. */
  readonly add: (claimed: ClaimedEvent) => void
  /** How many streams wait. */
  readonly count: () => number
  /** The first of them in the log that its key did not sign, if it stands before a difference that is known. Then none waits. */
  readonly settle: (difference: Difference | undefined) => StoredEvent | undefined
}

/** No stream has an event yet. */
export const openNewestEvents = (): NewestEvents => {
  const newest = new Map<string, ClaimedEvent>()
  return {
    add: (claimed) => newest.set(claimed.written.event.stream, claimed),
    count: () => newest.size,
    settle: (difference) => {
      const end = difference?.position === undefined ? undefined : BigInt(difference.position)
      const unsigned = [...newest.values()]
        .filter(({ written }) => end === undefined || written.event.position < end)
        .sort((one, other) => (one.written.event.position < other.written.event.position ? -1 : 1))
        .find(({ key, written }) => !isSignedBy(key, written))
      newest.clear()
      return unsigned?.written.event
    },
  }
}

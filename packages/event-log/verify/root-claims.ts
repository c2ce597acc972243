import { ok, type Result, type StoredEvent } from '@concord/kernel'
import { upToOf } from '../moves/find-move.ts'
import {
  CountersignatureWithdrawn,
  headStream,
  LogHeadCountersigned,
  LogHeadSigned,
  type TreeHead,
} from '../own-events/head-events.ts'
import type { RecordedMove } from '../own-events/move-events.ts'
import { ownership } from '../ownership.ts'
import { forceOf } from '../signing/force.ts'
import type { KeyRegister } from '../signing/key-register.ts'
import type { Unavailable } from '../store/connection.ts'
import type { readStoredStream } from '../store/read-stream.ts'
import type { VerifyLogOptions } from './verify-options.ts'

/** Somebody's statement that the first `size` events hash to a root. */
export interface RootClaim extends TreeHead {
  /**
   * The last event that it is about; undefined where that was told of another server, before the log was moved
   * here.
   */
  readonly position: bigint | undefined
  /** What stands behind that was recorded later than this was said. */
  readonly before: bigint | undefined
  /** When it was made, by the clock of its maker. */
  readonly at: string | undefined
  readonly by: string
  readonly kind: 'signed' | 'countersigned' | 'witnessed' | 'moved'
}

/** Reads a whole stream as stored. */
export type ReadStored = (stream: string) => ReturnType<typeof readStoredStream>

/** What a log claims of itself. */
export interface RootClaims {
  /** The smallest tree first. */
  readonly standing: readonly RootClaim[]
  readonly withdrawn: readonly WithdrawnClaim[]
}

/** A countersignature that its own agency has taken back. */
export interface WithdrawnClaim extends TreeHead {
  readonly by: string
  readonly reason: string
}

/**
 * All claims of a log, whose signatures are checked elsewhere. What a key signed that had ended is without force
 * and claims nothing.
 */
export const readClaims = async (
  read: ReadStored,
  { agencies, keeper, witnessed = [] }: VerifyLogOptions,
  register: KeyRegister,
  move: RecordedMove | undefined,
): Promise<Result<RootClaims, Unavailable>> => {
  const undated = { before: undefined, at: undefined }
  const standing: RootClaim[] = witnessed.map(({ size, root, file }) => {
    const by = file ?? 'a witness'
    return { size, root, position: undefined, by, kind: 'witnessed', ...undated }
  })
  if (move && keeper !== undefined) {
    const { size, root } = move
    standing.push({ size, root, position: upToOf(move), by: keeper, kind: 'moved', ...undated })
  }
  const withdrawn: WithdrawnClaim[] = []
  const owners = ownership(agencies)
  for (const agency of owners.agencies) {
    const stored = await read(headStream(agency))
    if (!stored.ok) return stored
    const events = stored.value.filter((event) => forceOf(event, owners, register) !== undefined)
    const claimed = claimsOf(agency, events, move)
    standing.push(...claimed.standing)
    withdrawn.push(...claimed.withdrawn)
  }
  return ok({ standing: standing.sort((a, b) => a.size - b.size), withdrawn })
}

/** What one agency's own signatures claim. */
const claimsOf = (by: string, events: readonly StoredEvent[], move: RecordedMove | undefined): RootClaims => {
  const standing: RootClaim[] = []
  const withdrawn: WithdrawnClaim[] = []
  const reasons = reasonsOfWithdrawal(events)
  for (const { id, type, data, position: place } of events) {
    const definition = [LogHeadSigned, LogHeadCountersigned].find((candidate) => candidate.type === type)
    const head = definition?.data.safeParse(data).data
    if (head === undefined) continue
    const { size, root, at } = head
    // A head that was moved is of fewer events than were moved, also where it was countersigned here.
    const isOfAnother = move !== undefined && size <= move.size
    const position = isOfAnother ? undefined : BigInt(head.position)
    const isSigned = type === LogHeadSigned.type
    const reason = isSigned ? undefined : reasons.get(id)
    const kind = isSigned ? 'signed' : 'countersigned'
    if (reason === undefined) standing.push({ size, root, position, before: position ?? place, at, by, kind })
    else withdrawn.push({ size, root, by, reason })
  }
  return { standing, withdrawn }
}

/** Why which countersignatures of one agency were taken back, by their ids. */
const reasonsOfWithdrawal = (events: readonly StoredEvent[]): ReadonlyMap<string, string> =>
  new Map(
    events.flatMap(({ type, data }) => {
      const parsed =
        type === CountersignatureWithdrawn.type ? CountersignatureWithdrawn.data.safeParse(data) : undefined
      return parsed?.success ? [[parsed.data.countersignature, parsed.data.reason]] : []
    }),
  )

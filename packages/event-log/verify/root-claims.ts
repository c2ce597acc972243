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
  /** When it was made, by the clock of whoever made it. */
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
  const claims: RootClaim[] = witnessed.map(({ size, root, file }) => {
    const by = file ?? 'a witness'
    return { size, root, position: undefined, before: undefined, at: undefined, by, kind: 'witnessed' }
  })
  const movedUpTo = upToOf(move)
  if (move && keeper !== undefined) {
    const { size, root } = move
    claims.push({
      size,
      root,
      position: movedUpTo,
      before: undefined,
      at: undefined,
      by: keeper,
      kind: 'moved',
    })
  }
  const withdrawn: WithdrawnClaim[] = []
  const owners = ownership(agencies)
  for (const agency of owners.agencies) {
    const stored = await read(headStream(agency))
    if (!stored.ok) return stored
    const events = stored.value.filter((event) => forceOf(event, owners, register) !== undefined)
    const reasons = reasonsOfWithdrawal(events)
    for (const { id, type, data, position: place } of events) {
      const definition = [LogHeadSigned, LogHeadCountersigned].find((candidate) => candidate.type === type)
      const parsed = definition?.data.safeParse(data)
      if (!parsed?.success) continue
      const { size, root, at } = parsed.data
      // A head that was moved is of fewer events than were moved, also where it was countersigned here.
      const isOfAnother = move !== undefined && size <= move.size
      const position = isOfAnother ? undefined : BigInt(parsed.data.position)
      const reason = type === LogHeadCountersigned.type ? reasons.get(id) : undefined
      if (reason !== undefined) {
        withdrawn.push({ size, root, by: agency, reason })
        continue
      }
      const kind = type === LogHeadSigned.type ? 'signed' : 'countersigned'
      claims.push({ size, root, position, before: position ?? place, at, by: agency, kind })
    }
  }
  return ok({ standing: claims.sort((a, b) => a.size - b.size), withdrawn })
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

import type { Reader } from '@concord/access'

/** Room for commands that are being worked on or wait. */
export interface Room {
  /** Whether there was room for one more of this caller's; then it is taken until {@link leave}. */
  enter(caller: Caller): boolean
  leave(caller: Caller): void
  taken(): number
}

type Caller = Pick<Reader, 'agency' | 'subject'>

/** As much of the room may one caller take, so that nobody alone keeps everybody else out. */
const SHARE_OF_ONE = 3 / 4

/** Room for `most` commands at a time, of which one caller gets at most three quarters. */
export const createRoom = (most: number): Room => {
  const mostOfOne = Math.max(1, Math.floor(most * SHARE_OF_ONE))
  const byCaller = new Map<string, number>()
  let taken = 0
  return {
    enter(caller) {
      const name = nameOf(caller)
      const takenByIt = byCaller.get(name) ?? 0
      if (taken >= most || takenByIt >= mostOfOne) return false
      byCaller.set(name, takenByIt + 1)
      taken++
      return true
    },
    leave(caller) {
      const name = nameOf(caller)
      const left = (byCaller.get(name) ?? 0) - 1
      if (left > 0) byCaller.set(name, left)
      else byCaller.delete(name)
      taken--
    },
    taken: () => taken,
  }
}

const nameOf = ({ agency, subject }: Caller): string => `${agency}/${subject}`

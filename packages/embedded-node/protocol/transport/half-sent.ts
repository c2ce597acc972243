/** What the clients of all connections have begun to send and have not finished. */
export interface HalfSent<Caller> {
  /** A caller's share is so many bytes from now on. */
  readonly holds: (caller: Caller, bytes: number) => void
}

/** Far more than clients that go on sending ever hold. Beyond it, calls that were begun and not finished are ended. */
const mostHalfSentBytes = 128 * 1024 * 1024

/**
 * Counts the bytes of requests that are not complete yet. If there are more than `most` in all, gives up those that were begun
 * first, so that clients that go on sending are not held up by clients that do not.
 */
export const halfSent = <Caller>(
  giveUp: (caller: Caller) => void,
  most = mostHalfSentBytes,
): HalfSent<Caller> => {
  const shares = new Map<Caller, number>()
  let sum = 0
  const holds = (caller: Caller, bytes: number): void => {
    sum += bytes - (shares.get(caller) ?? 0)
    if (bytes === 0) shares.delete(caller)
    else shares.set(caller, bytes)
    while (sum > most) {
      const [first] = shares.keys()
      holds(first!, 0)
      giveUp(first!)
    }
  }
  return { holds }
}

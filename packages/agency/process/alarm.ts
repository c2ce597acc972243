/**
 * Standing faults of a process: what somebody must look into though commands are taken, since no sender can do anything
 * about it. `/health/ready` and `concord status` show them to whoever asks, without a token: a fault is a fixed sentence
 * and holds no data.
 */
export interface Alarm {
  /** From now on it stands. Raised again, it stands once. */
  readonly raise: (fault: string) => void
  /** It is over; other faults stand on. */
  readonly clear: (fault: string) => void
  /** What stands, the oldest first; undefined when nothing does. */
  readonly standing: () => string | undefined
}

/** An alarm under which nothing stands yet: a process that starts anew finds out anew. */
export const createAlarm = (): Alarm => {
  const faults = new Set<string>()
  return {
    raise: (fault) => void faults.add(fault),
    clear: (fault) => void faults.delete(fault),
    standing: () => (faults.size === 0 ? undefined : [...faults].join('; ')),
  }
}

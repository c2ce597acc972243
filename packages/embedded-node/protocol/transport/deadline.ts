import type { IncomingHttpHeaders } from 'node:http2'

const unitMs: Readonly<Record<string, number>> = {
  H: 3_600_000,
  M: 60_000,
  S: 1000,
  m: 1,
  u: 0.001,
  n: 0.000001,
}

/** Longer deadlines than a timer can hold are no deadline. */
const longestTimerMs = 2 ** 31 - 1

/** Runs until the deadline that a call names in gRPC's `grpc-timeout`; undefined where it names none. */
export const deadlineTimer = (
  headers: IncomingHttpHeaders,
  passed: () => void,
): NodeJS.Timeout | undefined => {
  const timeout = headers['grpc-timeout']
  if (typeof timeout !== 'string' || !/^\d{1,8}[HMSmun]$/.test(timeout)) return undefined
  const ms = Number(timeout.slice(0, -1)) * unitMs[timeout.at(-1)!]!
  return ms > longestTimerMs ? undefined : setTimeout(passed, ms).unref()
}

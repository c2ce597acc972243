import { millisecondsOf, ok, type Result } from '@concord/kernel'
import type { Connection, Unavailable } from './connection.ts'
import { readEventAt, readHead } from './read-stream.ts'

/** When the newest event was recorded, in milliseconds of the store's clock; undefined where there is none. */
export const newestTime = async (
  connection: Connection,
): Promise<Result<number | undefined, Unavailable>> => {
  const head = await readHead(connection)
  if (!head.ok || head.value === undefined) return head.ok ? ok(undefined) : head
  const newest = await readEventAt(connection, head.value, undefined)
  return newest.ok ? ok(newest.value && millisecondsOf(newest.value.recordedAt)) : newest
}

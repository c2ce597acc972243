import type { EventStoreDBClient } from '@eventstore/db-client'
import { readRaw } from './raw-log.ts'

/** The two logs of a copy, wherever their servers listen: each is known by its first event, which is a server's own. */
export interface CopiedBetween {
  /** Undefined while there is no event in it. */
  readonly from?: string | undefined
  readonly to?: string | undefined
}

/** Reads which logs two servers hold. */
export const copiedBetween = async (
  from: EventStoreDBClient,
  to: EventStoreDBClient,
): Promise<CopiedBetween> => ({ from: await firstEvent(from), to: await firstEvent(to) })

/** Which of the two is another log now than before; undefined where neither is. */
export const otherLog = (before: CopiedBetween, now: CopiedBetween): 'source' | 'target' | undefined => {
  if (before.from !== undefined && before.from !== now.from) return 'source'
  return before.to !== undefined && before.to !== now.to ? 'target' : undefined
}

/** Whether both are one log: one server under two names, or the folder of one restored elsewhere. */
export const isOneLog = ({ from, to }: CopiedBetween): boolean => from !== undefined && from === to

const firstEvent = async (client: EventStoreDBClient): Promise<string | undefined> => {
  for await (const { id, created } of readRaw(client, 0n, 1)) return `${id} ${created}`
  return undefined
}

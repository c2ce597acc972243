import { setImmediate } from 'node:timers/promises'
import { LogHeadSigned, type TreeHead } from '@concord/event-log'
import type { Journal } from '@concord/projection'

/** The newest signed head of the log that this process has seen; undefined before there was one. */
export type RememberedHead = () => Promise<TreeHead | undefined>

/** Events of the journal looked through between two breaths. */
const SLICE = 2000

/**
 * Finds it in the journal, which keeps what the log once was whatever becomes of the store. Each part of the journal is
 * looked through once.
 */
export const rememberedHead = (journal: Pick<Journal, 'after'>): RememberedHead => {
  let looked = 0
  let newest: TreeHead | undefined
  return async () => {
    while (true) {
      const slice = journal.after(looked, SLICE)
      for (const { type, data } of slice) {
        if (type !== LogHeadSigned.type) continue
        const head = LogHeadSigned.data.safeParse(JSON.parse(data))
        if (head.success && head.data.size > (newest?.size ?? 0)) newest = head.data
      }
      looked = Math.max(looked, slice.at(-1)?.ordinal ?? 0)
      if (slice.length < SLICE) return newest
      await setImmediate()
    }
  }
}

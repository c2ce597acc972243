import { setImmediate } from 'node:timers/promises'
import {
  isReadStream,
  type Policy,
  type ReadAudit,
  type Reader,
  type ReadQuestion,
  type RecordedRead,
  readsIn,
  whoRead,
} from '@concord/access'
import type { Envelope, RecordedEvent } from '@concord/kernel'
import type { Journal, JournaledEvent } from '@concord/projection'

/** What became of an auditor's question about who read what. */
export type ReadsAnswer =
  | { readonly ok: true; readonly reads: readonly RecordedRead[] }
  | { readonly ok: false; readonly detail: string }

/** Answers an auditor who read what, as far as that auditor may know; the look is put on record first. */
export type RecordOfReads = (auditor: Reader, question: ReadQuestion) => Promise<ReadsAnswer>

/** Where the record is read, who may, and where the look is put down. */
export interface RecordOfReadsOptions {
  readonly journal: Pick<Journal, 'after' | 'pick'>
  readonly policy: Policy
  readonly audit: Pick<ReadAudit, 'recordConsultation'>
}

/** Events of the journal looked through between two breaths, and reads opened at a time. */
const SLICE = 2000
/** The most reads one question can find; the latest count. */
const MOST_FOUND = 10_000

/** The record is part of the log like everything else: its places in the journal are found once and remembered. */
export const openRecordOfReads = ({ journal, policy, audit }: RecordOfReadsOptions): RecordOfReads => {
  const places: number[] = []
  let looked = 0

  const lookOn = async (): Promise<void> => {
    while (true) {
      const slice = journal.after(looked, SLICE)
      for (const event of slice) {
        if (event.ordinal > looked && isReadStream(event.stream)) places.push(event.ordinal)
      }
      looked = Math.max(looked, slice.at(-1)?.ordinal ?? 0)
      if (slice.length < SLICE) return
      await setImmediate()
    }
  }
  return async (auditor, question) => {
    await lookOn()
    const found: RecordedRead[] = []
    for (let end = places.length; end > 0 && found.length < MOST_FOUND; end -= SLICE) {
      const reads = readsIn(journal.pick(places.slice(Math.max(0, end - SLICE), end)).map(recorded))
      found.push(...whoRead(policy, auditor, reads, question).toReversed())
      await setImmediate()
    }
    const shown = found.slice(0, MOST_FOUND)
    const written = await audit.recordConsultation(auditor, question, shown.length)
    return written.ok ? { ok: true, reads: shown } : { ok: false, detail: written.error.detail }
  }
}

const recorded = ({ ordinal: _, data, metadata, ...event }: JournaledEvent): RecordedEvent => ({
  ...event,
  data: JSON.parse(data),
  envelope: JSON.parse(metadata) as Envelope,
})

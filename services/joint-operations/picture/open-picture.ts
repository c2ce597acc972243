import { join } from 'node:path'
import { setInterval } from 'node:timers'
import { isKnown, isVisible } from '@concord/incident'
import type { EventLog, RecordedEvent } from '@concord/kernel'
import { JOURNAL_FILE, readJournal, startProjector } from '@concord/projection'
import { type Followable, followPicture, type Heartbeat } from './follow-picture.ts'
import type { Asker, Picture, Standing } from './picture.ts'
import { type Knowledge, plainQuestions } from './plain-questions.ts'
import type { RosterVocabulary } from './vocabulary.ts'

/** The picture of a running process. */
export interface OpenPicture extends Picture {
  /** Rejects when the thread that writes the read models has failed: the process should say so and end. */
  readonly failed: Promise<never>
  close(): Promise<void>
}

export interface PictureOptions extends Omit<Knowledge, 'vocabulary'> {
  readonly log: EventLog
  /** Where journal and read models live; must exist. */
  readonly folder: string
  /** The module that serves the read side in its thread. */
  readonly worker: URL
  readonly vocabulary: RosterVocabulary
  readonly heartbeat?: Heartbeat
  readonly onAway?: (error: unknown, retryMs: number) => void
}

const everyFewSeconds: Heartbeat = (beat) => {
  const timer = setInterval(beat, 5000)
  return () => clearInterval(timer)
}

/** Starts the read side of a folder and answers from it. */
export const openPicture = async (options: PictureOptions): Promise<OpenPicture> => {
  const { log, folder, worker, vocabulary, audienceOf, heartbeat = everyFewSeconds, onAway } = options
  const projector = await startProjector({ log, folder, worker, ...(onAway && { onAway }) })
  const journal = readJournal(join(folder, JOURNAL_FILE))
  const closing = new AbortController()
  const events: RecordedEvent[] = []
  let read = 0
  let questions = plainQuestions(events, options)
  const refresh = () => {
    const end = projector.standing().folded.ordinal
    if (read >= end) return
    while (read < end) {
      for (const one of journal.after(read, 1000)) {
        const event = one.ordinal <= end ? vocabulary.read(one) : undefined
        read = one.ordinal
        if (event) events.push(event)
      }
    }
    questions = plainQuestions(events, options)
  }
  const ask = () => {
    refresh()
    return questions
  }
  const standing = (): Standing => {
    const { position = 0n, lagMs, stale, journal } = projector.standing()
    return { position, lagMs, stale, refused: journal.refused }
  }
  const sees = (agency: string, event: RecordedEvent) =>
    isVisible(
      event,
      events.filter((one) => isKnown(one, {})),
      agency,
      audienceOf(agency),
    )
  const lastVisible = (agency: string) => events.findLast((one) => sees(agency, one))?.position ?? 0n
  const followable = ({ agency }: Asker): Followable => ({
    head: () => {
      refresh()
      return { ordinal: events.length, position: lastVisible(agency) }
    },
    ordinalAt: (position) => {
      refresh()
      return events.findLastIndex((one) => one.position <= position) + 1
    },
    visibleAfter: (ordinal) => {
      refresh()
      const items = events
        .slice(ordinal)
        .filter((one) => sees(agency, one))
        .map((event) => ({
          kind: 'event' as const,
          position: event.position,
          entry: { event, supersededBy: undefined },
        }))
      return { items, scanned: events.length }
    },
    onCommit: projector.onCommit,
    closing: closing.signal,
  })

  return {
    standing,
    standingFor: ({ agency }) => {
      refresh()
      return { ...standing(), position: lastVisible(agency), refused: 0 }
    },
    waitFor: async (position, timeoutMs) => {
      await projector.waitFor(position, timeoutMs)
      return standing()
    },
    follow: (reader, following) => followPicture(followable(reader), following, heartbeat),
    incidents: (...args) => ask().incidents(...args),
    topic: (...args) => ask().topic(...args),
    topics: (...args) => ask().topics(...args),
    events: (...args) => ask().events(...args),
    event: (...args) => ask().event(...args),
    statistics: (...args) => ask().statistics(...args),
    hotspots: (...args) => ask().hotspots(...args),
    conflicts: (...args) => ask().conflicts(...args),
    failed: projector.failed,
    close: async () => {
      closing.abort()
      await projector.close()
      journal.close()
    },
  }
}

import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setInterval } from 'node:timers'
import type { Position } from '@concord/kernel'
import {
  JOURNAL_FILE,
  type Projector,
  type ProjectorOptions,
  projectionFileName,
  readJournal,
  startProjector,
} from '@concord/projection'
import { followThroughGlass } from './glass/follow-through-glass.ts'
import { allGlasses } from './glass/open-glasses.ts'
import { indexedQuestions } from './indexed-questions.ts'
import type { PictureKnowledge } from './knowledge/picture-knowledge.ts'
import { type Followable, followPicture, type Heartbeat } from './live/follow-picture.ts'
import { openVisibleEvents } from './live/visible-events.ts'
import type { Asker, Picture, Standing } from './picture.ts'
import { openReadModels } from './questions/read-models.ts'
import { pictureName } from './tables/picture-schema.ts'

/** The picture of a running process. */
export interface OpenPicture extends Picture {
  /** Rejects when the thread that writes the read models has failed: the process should say so and end. */
  readonly failed: Promise<never>
  /** Whether the read models have folded everything the journal holds; a new version has not at first. */
  isLive(): boolean
  /** Resolves when the read models have folded up to the position, or after `timeoutMs`. For operators. */
  folded(position: Position, timeoutMs: number): Promise<void>
  close(): Promise<void>
}

/** What the thread that writes is told. */
export type ToldPicture = Pick<Required<PictureKnowledge>, 'partners'>

/** `worker` is the module that serves the read side in its thread, with the same knowledge. */
export interface PictureOptions extends PictureKnowledge, Omit<ProjectorOptions, 'now' | 'told'> {
  readonly heartbeat?: Heartbeat
}

const BEAT_MS = 5000

const everyFewSeconds: Heartbeat = (beat) => {
  const timer = setInterval(beat, BEAT_MS)
  return () => clearInterval(timer)
}

/** Starts the read side of a folder and answers from it. */
export const openPicture = async (options: PictureOptions): Promise<OpenPicture> => {
  const { folder, heartbeat = everyFewSeconds, partners = [] } = options
  const projector = await startProjector({ ...options, told: { partners } satisfies ToldPicture })
  const database = new DatabaseSync(join(folder, projectionFileName(pictureName)), { readOnly: true })
  database.exec('PRAGMA busy_timeout = 5000; PRAGMA cache_size = -8192')
  const journal = readJournal(join(folder, JOURNAL_FILE))
  const models = openReadModels(database, journal, options)
  const visible = openVisibleEvents(models)
  const closing = new AbortController()

  const visibleAfter = followThroughGlass(models, visible)
  const followable = (reader: Asker): Followable => ({
    head: () => ({ ordinal: models.end(), position: visible.lastPosition(reader.agency) }),
    ordinalAt: models.ordinalAt,
    visibleAfter: (ordinal) => visibleAfter(reader, ordinal),
    onCommit: projector.onCommit,
    closing: closing.signal,
  })

  return {
    ...indexedQuestions(models),
    standing: () => standingOf(projector),
    standingFor: ({ agency }) => ({
      ...standingOf(projector),
      position: visible.lastPosition(agency),
      refused: 0,
    }),
    waitFor: ({ agency }, position, timeoutMs) =>
      projector.until(() => visible.lastPosition(agency) >= position, timeoutMs),
    follow: (reader, following) => followPicture(followable(reader), following, heartbeat),
    glasses: allGlasses(models),
    failed: projector.failed,
    folded: async (position, timeoutMs) => {
      await projector.waitFor(position, timeoutMs)
    },
    isLive: () => projector.standing().projections.every(({ live }) => live),
    close: async () => {
      closing.abort()
      await projector.close()
      database.close()
      journal.close()
    },
  }
}

const standingOf = (projector: Projector): Standing => {
  const { position = 0n, lagMs, stale, journal } = projector.standing()
  return { position, lagMs, stale, refused: journal.refused }
}

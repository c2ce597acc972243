import { join } from 'node:path'
import type { Position } from '@concord/kernel'
import { removeFormerVersions } from './former-versions.ts'
import type { Journal, JournalStanding } from './journal.ts'
import type { JournalBatch } from './journal-batch.ts'
import { type JournalWriter, openJournal } from './journal-writer.ts'
import type { Projection, ProjectionWatch } from './projection.ts'
import { openProjectionFile, type ProjectionFile } from './projection-file.ts'

/**
 * Journal and projections of one folder, in one thread. Journal first, then the projections; each stage passes over what
 * its own checkpoint covers. Wherever the process is killed, the next start neither loses nor doubles anything.
 */
export interface ReadSide {
  readonly journal: JournalWriter
  readonly projections: readonly ProjectionFile[]
  /** Keeps a batch and folds it into every projection that is not behind. */
  take(batch: JournalBatch): void
  /**
   * Folds one slice from the journal into the projection that is furthest behind; false when none is. Then the files of
   * earlier versions are removed, once.
   */
  advance(): boolean
  /** Does what no event need wait for; to be called when nothing else is waiting. */
  settle(): void
  standing(): ReadSideStanding
  close(): void
}

/** How far journal and projections of one folder are. */
export interface ReadSideStanding {
  readonly journal: JournalStanding
  /** Up to where every projection has folded. */
  readonly folded: { readonly ordinal: number; readonly position: Position | undefined }
  readonly projections: readonly ProjectionStanding[]
}

/** How far one projection is. */
export interface ProjectionStanding {
  readonly name: string
  readonly version: number
  readonly ordinal: number
  /** Whether it has folded everything the journal holds. */
  readonly live: boolean
}

/** Events folded in one transaction while a projection catches up from the journal. */
const SLICE = 4000

/**
 * Events after which the files are settled: some hundred pages then, a matter of milliseconds. Left to SQLite, a commit in
 * a thousand has to move thousands of pages before its event is shown.
 */
const SETTLED_AFTER = 64

/** The journal's file in its folder. */
export const JOURNAL_FILE = 'journal.sqlite'

/** Opens the read side of a folder; `:memory:` keeps everything in memory, for tests. */
export const openReadSide = (
  folder: string,
  projections: readonly Projection[],
  watch: ProjectionWatch = {},
): ReadSide => {
  const journal = openJournal(folder === ':memory:' ? folder : join(folder, JOURNAL_FILE))
  const files = projections.map((projection) => openProjectionFile(folder, projection, journal, watch))
  let isCleared = folder === ':memory:'
  const settling = openSettling(files)

  const take = (batch: JournalBatch): void => {
    const before = journal.standing().ordinal
    const fresh = journal.append(batch)
    for (const file of files) if (file.checkpoint() === before) file.apply(fresh)
    settling.took(fresh.length)
  }

  const advance = (): boolean => {
    const end = journal.standing().ordinal
    const behind = files.toSorted((a, b) => a.checkpoint() - b.checkpoint())[0]
    if (behind === undefined || behind.checkpoint() >= end) {
      if (!isCleared) for (const file of files) removeFormerVersions(folder, file)
      isCleared = true
      return false
    }
    behind.apply(journal.after(behind.checkpoint(), SLICE))
    return true
  }

  const close = () => {
    for (const file of files) file.close()
    journal.close()
  }
  return {
    journal,
    projections: files,
    take,
    advance,
    settle: settling.settle,
    standing: () => standingOf(journal, files),
    close,
  }
}

/** Settles files once enough has come for it, and not while still more comes. */
const openSettling = (files: readonly ProjectionFile[]) => {
  let unsettled = 0
  let isCatchingUp = false
  return {
    took: (events: number): void => {
      unsettled += events
      isCatchingUp = events >= SETTLED_AFTER
    },
    settle: (): void => {
      // More follows, and would write most of these pages again.
      if (unsettled < SETTLED_AFTER || isCatchingUp) return
      unsettled = 0
      for (const file of files) file.settle()
    },
  }
}

const standingOf = (journal: Journal, files: readonly ProjectionFile[]): ReadSideStanding => {
  const now = journal.standing()
  const projections = files.map((file) => {
    const ordinal = file.checkpoint()
    return { name: file.name, version: file.version, ordinal, live: ordinal >= now.ordinal }
  })
  const ordinal = Math.min(now.ordinal, ...projections.map((one) => one.ordinal))
  const position = ordinal === now.ordinal ? now.position : journal.at(ordinal)?.position
  return { journal: now, folded: { ordinal, position }, projections }
}

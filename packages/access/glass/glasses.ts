import {
  type AgencyName,
  type AppendedEvent,
  type Instant,
  millisecondsOf,
  parseStreamName,
  type RecordedEvent,
} from '@concord/kernel'
import type { z } from 'zod'
import type { Reader } from '../reader.ts'
import type {
  BreakGlassInvoked,
  BreakGlassNoticeGiven,
  BreakGlassReviewCalledFor,
  BreakGlassReviewed,
} from './glass-events.ts'

/** One break-glass: who invoked it on which incident, until when, who was told of it, and what the review found. */
export interface Glass extends DecidedGlass {
  readonly invokedAt: Instant
}

/** A break-glass as its writer knows it, who is not told when the store recorded it. */
export interface DecidedGlass {
  /** The id of the event by which it was invoked. */
  readonly invocation: string
  readonly incident: string
  readonly reader: Pick<Reader, 'agency' | 'subject'>
  readonly reason: string
  readonly until: Instant
  readonly noticed: readonly AgencyName[]
  /** Who was told that its review is overdue. */
  readonly calledFor: readonly AgencyName[]
  readonly finding: 'justified' | 'unjustified' | undefined
}

/** Longer than this nobody sees without release, whatever an event says. */
export const MOST_OPEN_MS = 4 * 3_600_000

/** Folds events of `glass-` streams, in the order of the log; other events change nothing. */
export const glassesOf = (events: readonly RecordedEvent[]): ReadonlyMap<string, Glass> =>
  events.reduce(evolveGlasses, noGlasses)

export const noGlasses: ReadonlyMap<string, Glass> = new Map()

/** One step of the fold, as a reader of the log knows it. */
export const evolveGlasses = (
  glasses: ReadonlyMap<string, Glass>,
  event: RecordedEvent,
): ReadonlyMap<string, Glass> => evolve(glasses, event, { invokedAt: event.recordedAt })

/** One step of the fold, as the writer of the stream knows it. */
export const evolveDecidedGlasses = (
  glasses: ReadonlyMap<string, DecidedGlass>,
  event: AppendedEvent,
): ReadonlyMap<string, DecidedGlass> => evolve(glasses, event, {})

const evolve = <One extends DecidedGlass>(
  glasses: ReadonlyMap<string, One>,
  event: AppendedEvent,
  known: Omit<One, keyof DecidedGlass>,
): ReadonlyMap<string, One> => {
  const name = parseStreamName(event.stream)
  // A break-glass is exercised by seeing, and in an exercise nobody sees what is real.
  if (name?.category !== 'glass' || event.envelope.mode !== 'operational') return glasses
  switch (event.type) {
    case 'BreakGlassInvoked': {
      const invoked = event.data as z.infer<typeof BreakGlassInvoked.data>
      const decided: DecidedGlass = {
        ...invoked,
        invocation: event.id,
        incident: name.id,
        noticed: [],
        calledFor: [],
        finding: undefined,
      }
      return new Map(glasses).set(event.id, { ...decided, ...known } as One)
    }
    case 'BreakGlassNoticeGiven': {
      const { invocation, to } = event.data as z.infer<typeof BreakGlassNoticeGiven.data>
      return change(glasses, invocation, ({ noticed }) => ({ noticed: [...noticed, to] }))
    }
    case 'BreakGlassReviewCalledFor': {
      const { invocation, to } = event.data as z.infer<typeof BreakGlassReviewCalledFor.data>
      return change(glasses, invocation, ({ calledFor }) => ({ calledFor: [...calledFor, to] }))
    }
    case 'BreakGlassReviewed': {
      const { invocation, finding } = event.data as z.infer<typeof BreakGlassReviewed.data>
      return change(glasses, invocation, () => ({ finding }))
    }
    default:
      return glasses
  }
}

const change = <One extends DecidedGlass>(
  glasses: ReadonlyMap<string, One>,
  invocation: string,
  by: (glass: DecidedGlass) => Partial<DecidedGlass>,
): ReadonlyMap<string, One> => {
  const glass = glasses.get(invocation)
  return glass ? new Map(glasses).set(invocation, { ...glass, ...by(glass) }) : glasses
}

/**
 * When it ends by itself: what was asked for, never later than the bound. Milliseconds since the Unix epoch. Whoever decided
 * on it held what was asked for to the bound.
 */
export const endOf = ({ invokedAt, until }: KnownGlass): number =>
  invokedAt === undefined
    ? millisecondsOf(until)
    : Math.min(millisecondsOf(until), millisecondsOf(invokedAt) + MOST_OPEN_MS)

type KnownGlass = DecidedGlass & Partial<Glass>

/** How long a reviewer may take after the end of a break-glass, in milliseconds. */
const REVIEW_MS = 7 * 86_400_000

/** By when it must have been reviewed. Milliseconds since the Unix epoch. */
export const reviewDueMs = (glass: KnownGlass): number => endOf(glass) + REVIEW_MS

/** Whether nobody reviewed it in time. */
export const isOverdue = (glass: KnownGlass, nowMs: number): boolean =>
  glass.finding === undefined && nowMs > reviewDueMs(glass)

export const isOpen = (glass: KnownGlass, nowMs: number): boolean =>
  glass.finding !== 'unjustified' && nowMs < endOf(glass)

/** Whether it was the reader who broke it. */
export const isBrokenBy = (
  { reader }: DecidedGlass,
  { agency, subject }: { readonly agency: AgencyName; readonly subject?: string | undefined },
): boolean => reader.agency === agency && reader.subject === subject

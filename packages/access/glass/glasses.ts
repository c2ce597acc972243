import {
  type AgencyName,
  type AppendedEvent,
  CLOCK_TOLERANCE_MS,
  type Instant,
  millisecondsOf,
  parseStreamName,
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
export interface Glass {
  /** The id of the event by which it was invoked. */
  readonly invocation: string
  readonly incident: string
  readonly reader: Pick<Reader, 'agency' | 'subject'>
  readonly reason: string
  /** When it was decided on, by the clock of the deciding process. */
  readonly invokedAt: Instant
  readonly until: Instant
  readonly noticed: readonly AgencyName[]
  /** Who was told that its review is overdue. */
  readonly calledFor: readonly AgencyName[]
  readonly finding: 'justified' | 'unjustified' | undefined
}

/** Longer than this nobody sees without release, whatever an event says. */
export const MOST_OPEN_MS = 4 * 3_600_000

/** Folds events of `glass-` streams, in the order of the log; other events change nothing. */
export const glassesOf = (events: readonly AppendedEvent[]): ReadonlyMap<string, Glass> =>
  events.reduce(evolveGlasses, noGlasses)

/** What the fold of break-glasses begins with: none was ever broken. */
export const noGlasses: ReadonlyMap<string, Glass> = new Map()

/** One step of the fold, used both to decide on a break-glass and to watch it. */
export const evolveGlasses = (
  glasses: ReadonlyMap<string, Glass>,
  event: AppendedEvent,
): ReadonlyMap<string, Glass> => {
  const name = parseStreamName(event.stream)
  // A break-glass is exercised by seeing, and in an exercise nobody sees what is real.
  if (name?.category !== 'glass' || event.envelope.mode !== 'operational') return glasses
  switch (event.type) {
    case 'BreakGlassInvoked': {
      const invoked = event.data as z.infer<typeof BreakGlassInvoked.data>
      return new Map(glasses).set(event.id, {
        ...invoked,
        invocation: event.id,
        incident: name.id,
        invokedAt: event.envelope.occurredAt,
        noticed: [],
        calledFor: [],
        finding: undefined,
      })
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

const change = (
  glasses: ReadonlyMap<string, Glass>,
  invocation: string,
  by: (glass: Glass) => Partial<Glass>,
): ReadonlyMap<string, Glass> => {
  const glass = glasses.get(invocation)
  return glass ? new Map(glasses).set(invocation, { ...glass, ...by(glass) }) : glasses
}

/** When it ends by itself: what was asked for, never later than the bound. Milliseconds since the Unix epoch. */
export const endOf = ({ invokedAt, until }: Pick<Glass, 'invokedAt' | 'until'>): number =>
  Math.min(millisecondsOf(until), millisecondsOf(invokedAt) + MOST_OPEN_MS)

/** How long a reviewer may take after the end of a break-glass, in milliseconds. */
const REVIEW_MS = 7 * 86_400_000

/** By when it must have been reviewed. Milliseconds since the Unix epoch. */
export const reviewDueMs = (glass: Glass): number => endOf(glass) + REVIEW_MS

/** Whether nobody reviewed it in time. */
export const isOverdue = (glass: Glass, nowMs: number): boolean =>
  glass.finding === undefined && nowMs > reviewDueMs(glass)

/**
 * Whether it shows its incident: one that is dated ahead does not before its time, so that none is open for longer
 * than the bound.
 */
export const isOpen = (glass: Glass, nowMs: number): boolean =>
  !isOver(glass, nowMs) && nowMs >= millisecondsOf(glass.invokedAt) - CLOCK_TOLERANCE_MS

/** Whether it shows nothing any more. */
export const isOver = (glass: Glass, nowMs: number): boolean =>
  glass.finding === 'unjustified' || nowMs >= endOf(glass)

/** Whether it was the reader who broke it. */
export const isBrokenBy = (
  { reader }: Glass,
  { agency, subject }: { readonly agency: AgencyName; readonly subject?: string | undefined },
): boolean => reader.agency === agency && reader.subject === subject

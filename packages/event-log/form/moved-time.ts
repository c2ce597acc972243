import type { Instant, Position } from '@concord/kernel'

/*
 * No server takes over when an event was recorded. Where a log is moved to another one, each event brings that time
 * along as the last member of its metadata. The member is no part of the event as its agency signed it: readers
 * take it off again, and what is left is, byte for byte, what was signed.
 */

/** Up to where in the log such times count, by the record of the move; undefined where no move is on record. */
export type MovedUpTo = Position | undefined

/** The member's name. */
export const MOVED_TIME = '$recordedAt'

const BEGINNING = `"${MOVED_TIME}":"`
/** As long as all of them: `"$recordedAt":"2025-04-23T05:20:00.1234567Z"}`. */
const LENGTH = `${BEGINNING}2025-04-23T05:20:00.1234567Z"}`.length
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z$/

/** The time that metadata bring along, to the store's 100 ns; undefined where they bring none. */
export const movedTimeOf = (metadata: string): string | undefined => {
  if (!metadata.startsWith(BEGINNING, metadata.length - LENGTH)) return undefined
  const time = metadata.slice(BEGINNING.length - LENGTH, -2)
  return TIME.test(time) ? time : undefined
}

/** The same of metadata that were parsed. */
export const movedTimeIn = (metadata: unknown): string | undefined => {
  if (typeof metadata !== 'object' || metadata === null || !Object.hasOwn(metadata, MOVED_TIME))
    return undefined
  const time = (metadata as Readonly<Record<string, unknown>>)[MOVED_TIME]
  if (Object.keys(metadata).at(-1) !== MOVED_TIME || typeof time !== 'string') return undefined
  return TIME.test(time) ? time : undefined
}

/** Metadata that bring a time along, as they were before. */
export const withoutMovedTime = (metadata: string): string => {
  const end = metadata.length - LENGTH
  return `${metadata.slice(0, metadata[end - 1] === ',' ? end - 1 : end)}}`
}

/**
 * Metadata that bring along when their event was recorded, told by the store as 100 ns ticks since the Unix epoch.
 * A time that they had already is replaced. What is no JSON object is left as it is: then the time is lost.
 */
const withMovedTime = (metadata: string, ticks: string): string => {
  const before = movedTimeOf(metadata) === undefined ? metadata : withoutMovedTime(metadata)
  if (!before.startsWith('{') || !before.endsWith('}')) return metadata
  const members = before.slice(0, -1)
  const comma = members.trimEnd() === '{' ? '' : ','
  return `${members}${comma}${BEGINNING}${instantOf(ticks)}"}`
}

/** An event as a copy meets it on the server that the log leaves. */
export interface LeavingEvent {
  readonly metadata: Uint8Array
  readonly position: Position
  /** When it was recorded there, in ticks. */
  readonly created: string
}

/** The metadata with which an event goes to another server; where a move before counts there, its times are kept. */
export const metadataWithTime =
  (movedUpTo: MovedUpTo) =>
  ({ metadata, position, created }: LeavingEvent): Uint8Array => {
    // Whatever bytes there are, they come out again.
    const text = Buffer.from(metadata).toString('latin1')
    const keeps = movedUpTo !== undefined && position <= movedUpTo && movedTimeOf(text) !== undefined
    return keeps ? metadata : Buffer.from(withMovedTime(text, created), 'latin1')
  }

/**
 * When an event was recorded: by the store that holds it, or as it was told there when it was moved, as long as
 * that counts.
 */
export const recordedAtOf = (
  createdMs: number,
  moved: string | undefined,
  position: Position,
  movedUpTo: MovedUpTo,
): Instant =>
  moved !== undefined && movedUpTo !== undefined && position <= movedUpTo
    ? `${moved.slice(0, -5)}Z`
    : new Date(createdMs).toISOString()

const instantOf = (ticks: string): string => {
  if (!/^\d{5,}$/.test(ticks))
    throw new Error(`The source does not say when an event was recorded: ${ticks}.`)
  const instant = new Date(Number(ticks.slice(0, -4))).toISOString()
  return `${instant.slice(0, -1)}${ticks.slice(-4)}Z`
}

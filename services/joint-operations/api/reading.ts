import type { Clock, Reader } from '@concord/access'
import type { Known, Moment, Topic } from '@concord/incident'
import { type Position, passingTime } from '@concord/kernel'
import type { EventEntry } from '../picture/asked/events.ts'
import type { TopicAnswer } from '../picture/asked/topics.ts'
import type { Standing } from '../picture/picture.ts'
import { apiError } from './api-error.ts'
import type { ChangePlace } from './change-place.ts'
import type { ApiServices } from './services.ts'

/**
 * One request being answered for one reader. All its fields stand on one position, however the log grows meanwhile, and
 * what was read once is not read again.
 */
export interface Reading {
  readonly reader: Reader
  readonly services: ApiServices
  /** What the reader is told about how far this answer is. */
  readonly standing: Standing
  /**
   * The moment a field is asked for; known is pinned to this reading's position where the caller pins nothing. Throws BAD_INPUT
   * for a position that the reader's picture has not come to: what was known there may still become more.
   */
  moment(asOf: AsOf | null | undefined): Moment
  /** The same of known time alone; now where nothing is named. */
  known(limit: AsOf['known']): Known
  topic(topic: Topic, moment: Moment): TopicAnswer | undefined
  event(idOrReference: string, moment: Moment): EventEntry | undefined
  /** Asks once under a key; of a subscription, once at each place it comes to. */
  once<Value>(key: string, ask: () => Value): Value
  /** Adds to the imported records that an answer pinned to an instant counts. */
  countImported(count: number): void
  readonly imported: number
  /** Throws LIMIT_EXCEEDED when the time for one request is used up. */
  checkTime(): void
  /** Ends what this request started, when its caller goes away. */
  readonly signal: AbortSignal
  /** Whether the caller's token is still good: a subscription outlives the moment at which it was checked. */
  isStillKnown(): Promise<boolean>
  /** Where a reconnecting subscriber wants to go on, from Last-Event-ID. */
  readonly resumeAfter: ChangePlace | undefined
  /** A subscription has come to a place: the next response carries it, and is read and timed anew. */
  reached(place: ChangePlace): void
  /** Where a subscription is; undefined for other answers. */
  readonly place: ChangePlace | undefined
}

/** The argument `asOf`, as GraphQL hands it over. */
export interface AsOf {
  readonly known?:
    | { readonly at?: string | null | undefined; readonly position?: Position | null | undefined }
    | null
    | undefined
  readonly valid?: string | null | undefined
}

/** The lag as readers are told it: in whole seconds, because less would tell of single events of others. */
export const toldLagMs = ({ lagMs }: Pick<Standing, 'lagMs'>): number => Math.floor(lagMs / 1000) * 1000

/** What belongs to the request, and not to its reader. */
export interface ReadingOptions {
  readonly timeLimitMs: number
  readonly signal: AbortSignal
  readonly resumeAfter?: ChangePlace | undefined
  /** Asks again who the caller is. */
  readonly recheck: () => Promise<boolean>
}

/** How long a subscription trusts a token that was found good, in milliseconds: to ask again costs a hash. */
const TRUSTED_MS = 2_000

/** Begins to answer a request: where it stands is settled now. */
export const startReading = (services: ApiServices, reader: Reader, options: ReadingOptions): Reading => {
  const { picture, clock } = services
  let standing = picture.standingFor(reader)
  // The picture may already hold, and answer from, more than its standing says: that is told a moment later. What can be
  // read is pinned where it is, so that no field of this answer knows more than another.
  const pin = later(picture.standing().position, standing.position)
  const time = openTimeLimit(clock, options.timeLimitMs)
  const answers = new Map<string, unknown>()
  let imported = 0
  let place: ChangePlace | undefined

  const once = <Value>(key: string, ask: () => Value): Value => {
    if (!answers.has(key)) answers.set(key, ask())
    return answers.get(key) as Value
  }
  return {
    reader,
    services,
    get standing() {
      return standing
    },
    signal: options.signal,
    isStillKnown: trustedFor(TRUSTED_MS, clock, options.recheck),
    resumeAfter: options.resumeAfter,
    get place() {
      return place
    },
    reached: (reached) => {
      place = reached
      standing = { ...picture.standingFor(reader), position: reached.after }
      time.beginAnew()
      answers.clear()
    },
    moment: (asOf) => ({
      known: knownOf(asOf?.known, pin, standing),
      ...(asOf?.valid && { valid: asOf.valid }),
    }),
    known: (limit) => knownOf(limit, pin, standing),
    topic: (topic, moment) => {
      time.check()
      return once(`topic ${topic} ${momentKey(moment)}`, () => picture.topic(reader, topic, moment))
    },
    event: (idOrReference, moment) => {
      time.check()
      const key = `event ${idOrReference} ${momentKey(moment)}`
      return once(key, () => picture.event(reader, idOrReference, moment))
    },
    once,
    countImported: (count) => {
      imported += count
    },
    get imported() {
      return imported
    },
    checkTime: time.check,
  }
}

/** The time in which a request is answered; `check` throws LIMIT_EXCEEDED once it is over. */
const openTimeLimit = (clock: Clock, limitMs: number) => {
  const time = passingTime(clock)
  let endMs = time() + limitMs
  return {
    check: (): void => {
      if (time() <= endMs) return
      throw apiError('LIMIT_EXCEEDED', `The answer took longer than ${limitMs} ms. Ask for less at once.`)
    },
    beginAnew: (): void => {
      endMs = time() + limitMs
    },
  }
}

/** Takes what was found good for good during a time, and only then asks again. */
const trustedFor = (ms: number, clock: Clock, recheck: () => Promise<boolean>) => {
  const time = passingTime(clock)
  let checkedMs = time()
  return async (): Promise<boolean> => {
    if (time() - checkedMs < ms) return true
    checkedMs = time()
    return recheck()
  }
}

const later = (a: Position, b: Position): Position => (a > b ? a : b)

const knownOf = (limit: AsOf['known'], pin: Position, standing: Standing): Known => {
  const { at, position } = limit ?? {}
  // Judged by the reader's own standing alone, which every answer tells: where the log ends would tell of what others record.
  if (position != null && position > standing.position) {
    throw apiError(
      'BAD_INPUT',
      `known.position ${position} lies after ${standing.position}, the last position you can know of, so what was known there is not settled. Leave it out, or wait for it with @atLeast.`,
    )
  }
  return at ? { at } : { position: position ?? pin }
}

/** Tells moments apart. */
export const momentKey = ({ known, valid }: Moment): string => {
  const limit = known === undefined ? '' : 'position' in known ? `#${known.position}` : known.at
  return `${limit} ${valid ?? ''}`
}

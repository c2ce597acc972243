import { err, ok, type Result } from '@concord/kernel'
import { type CryptoKey, createLocalJWKSet, type JSONWebKeySet, type JWSHeaderParameters } from 'jose'
import type { Clock } from './clock.ts'
import type { KeySetSource } from './key-set-source.ts'

/**
 * An issuer's keys as last read. Reads them again by itself: when they are old, and when an unknown one is asked for.
 */
export interface KeySet {
  /** The key that a token's header names. */
  find(header: JWSHeaderParameters): Promise<Result<CryptoKey, 'unknown-key' | 'keys-unavailable'>>
  /** Whether the keys may still be relied on. Starts to read them again, without waiting, when they are old. */
  isCurrent(): boolean
}

/** Where the keys are read from, and who is told of changes and failures. */
export interface KeySetOptions {
  readonly source: KeySetSource
  readonly clock: Clock
  /** Called after the published keys have changed. */
  readonly onChange: () => void
  /** Called with a sentence each time the keys could not be read. */
  readonly onFailure: (detail: string) => void
}

/** The keys are read again once they are this old. */
const MOST_AGE_MS = 5 * 60_000
/**
 * However many tokens name unknown keys, the issuer is asked once in this time. A key that it did not publish ahead
 * may be refused for as long, when somebody has just used up the question.
 */
const COOLDOWN_MS = 5_000
/** The same before any keys were read, so that the order in which processes start does not matter. */
const FIRST_COOLDOWN_MS = 1_000
/** While the issuer cannot be reached, the keys last read stay good this long. */
const MOST_STALE_MS = 24 * 3_600_000

/** Reads nothing yet: the keys are fetched when the first token asks for one. */
export const createKeySet = ({ source, clock, onChange, onFailure }: KeySetOptions): KeySet => {
  let held: { readonly select: ReturnType<typeof createLocalJWKSet>; readonly text: string } | undefined
  let readAt = Number.NEGATIVE_INFINITY
  let triedAt = Number.NEGATIVE_INFINITY
  let reading: Promise<void> | undefined

  const read = async (): Promise<void> => {
    triedAt = clock()
    const set = await source()
    if (!set.ok) return onFailure(set.error)
    readAt = clock()
    const text = JSON.stringify(set.value)
    if (text === held?.text) return
    held = { select: createLocalJWKSet(set.value as JSONWebKeySet), text }
    onChange()
  }
  /** At most one read at a time, and at most one in a cooldown. */
  const readAgain = async (): Promise<void> => {
    const pauseMs = held === undefined ? FIRST_COOLDOWN_MS : COOLDOWN_MS
    if (reading === undefined && clock() - triedAt < pauseMs) return
    reading ??= read().finally(() => {
      reading = undefined
    })
    await reading
  }
  const isCurrent = (): boolean => {
    const age = clock() - readAt
    if (age > MOST_AGE_MS) void readAgain()
    return age <= MOST_STALE_MS
  }

  return {
    isCurrent,
    async find(header) {
      if (!isCurrent()) await readAgain()
      if (!isCurrent() || held === undefined) return err('keys-unavailable')
      const key = await select(held.select, header)
      if (key) return ok(key)
      await readAgain()
      const published = await select(held.select, header)
      return published ? ok(published) : err('unknown-key')
    },
  }
}

/**
 * Any failure means that the set has no single usable key for this header: none, several of the same name, or one whose
 * parts are damaged. What went wrong in detail is the issuer's affair.
 */
const select = async (
  from: ReturnType<typeof createLocalJWKSet>,
  header: JWSHeaderParameters,
): Promise<CryptoKey | undefined> => {
  try {
    return await from(header)
  } catch {
    return undefined
  }
}

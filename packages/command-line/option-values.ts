import { instantSchema, UsageError } from '@concord/kernel'
import { InvalidArgumentError } from 'commander'
import { IANAZone } from 'luxon'

/* What options take. Each reads a value as it was typed, and throws InvalidArgumentError where it is none, which repeats it: a usage error. */

/** Reads a whole number within bounds. */
export const count = (least: number, most: number) => (text: string) => {
  const value = Number(text)
  if (Number.isInteger(value) && value >= least && value <= most) return value
  throw new InvalidArgumentError(`a whole number from ${least} to ${most}`)
}

/** Reads how long something may take at most, such as 90s, 10m or 2h, in milliseconds; 0 is not at all. */
export const patience = (text: string): number => {
  const [, number, unit] = /^(\d{1,4})([smh])$/.exec(text) ?? []
  if (text === '0') return 0
  if (unit === undefined) throw new InvalidArgumentError('a time such as 90s, 10m or 2h, or 0')
  return Number(number) * { s: 1_000, m: 60_000, h: 3_600_000 }[unit as 's' | 'm' | 'h']
}

/** Reads one of these words after the other, whatever their case, for an option that takes several. */
export const oneOf =
  (words: readonly string[]) =>
  (text: string, before: readonly string[] = []) => {
    const word = text.toLowerCase()
    if (words.includes(word)) return [...before, word]
    throw new InvalidArgumentError(`one of ${words.join(', ')}`)
  }

/** Reads the name of a time zone (IANA). */
export const zone = (text: string): string => {
  if (IANAZone.isValidZone(text)) return text
  throw new InvalidArgumentError('a time zone of the IANA database, such as Asia/Ulaanbaatar')
}

/** Reads a moment with its offset (RFC 3339), and leaves it as it was typed. */
export const instant = (text: string): string => {
  const read = instantSchema.safeParse(text)
  if (read.success) return read.data
  throw new InvalidArgumentError(read.error.issues[0]?.message ?? '')
}

/**
 * Reads the address of an event store, and leaves it as it was typed. What is none may hold a password all the same, which an
 * InvalidArgumentError would repeat: throws {@link UsageError}.
 */
export const logAddress = (text: string): string => {
  if (/^(esdb|kurrentdb)(\+discover)?:\/\/[^\s/]/.test(text)) return text
  throw new UsageError(
    'This is not the address of an event store. Such an address is esdb://127.0.0.1:2113?tls=false.',
  )
}

/** Reads a place in the log, and leaves it as it was typed. */
export const position = (text: string): string => {
  if (isPosition(text)) return text
  throw new InvalidArgumentError('a position is a whole number, such as 120')
}

/** Reads one place in the log after the other, for an option that takes several. */
export const positions = (text: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  position(text),
]

/** Until when something was known: up to a place in the log, or by the clock. */
export type KnownOption = { readonly position: string } | { readonly at: string }

/** Reads an instant, or else a place in the log. */
export const known = (text: string): KnownOption =>
  isPosition(text) ? { position: text } : { at: instant(text) }

const isPosition = (text: string): boolean => /^\d{1,19}$/.test(text)

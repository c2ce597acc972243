import { readFileSync, statSync } from 'node:fs'
import { agencyNameSchema, instantSchema, millisecondsOf } from '@concord/kernel'
import { z } from 'zod'
import type { Clock } from './clock.ts'

/**
 * What was taken back before its time: single tokens by their `jti`; or everything that a person, or a whole agency,
 * was issued before a moment. A file that whoever runs the issuer keeps and every process reads.
 */
export const revokedTokensSchema = z
  .array(
    z.union([
      z.strictObject({ jti: z.string().min(1).max(256) }),
      z.strictObject({
        agency: agencyNameSchema,
        subject: z
          .string()
          .min(1)
          .max(128)
          .optional()
          .meta({ description: 'Left out: everybody of the agency.' }),
        issuedBefore: instantSchema,
      }),
    ]),
  )
  .max(100_000)

/**
 * What a token says of itself that it can be revoked by. `issuedS` is its `iat`; without one it counts as issued long
 * ago.
 */
export interface RevocableToken {
  readonly jti: string | undefined
  readonly agency: string
  readonly subject: string
  readonly issuedS: number | undefined
}

/** Whether a token was taken back, as far as the file said when it was last looked at. */
export interface RevokedTokens {
  has(token: RevocableToken): boolean
}

/** How long it may take until a change of the file is honoured. */
const LOOK_AGAIN_MS = 2_000

/**
 * Reads the file anew when it has changed. Throws at once when it cannot be read or is damaged; later on what was read
 * last counts until it is whole again, and `onFailure` is told once.
 */
export const openRevokedTokens = (
  file: string,
  clock: Clock,
  onFailure: (detail: string) => void,
): RevokedTokens => {
  let stamp = stampOf(file)
  let list = readList(file)
  let lookAgainMs = clock() + LOOK_AGAIN_MS
  let failed = false

  const look = (): void => {
    if (clock() < lookAgainMs) return
    lookAgainMs = clock() + LOOK_AGAIN_MS
    try {
      const now = stampOf(file)
      if (now !== stamp) list = readList(file)
      stamp = now
      failed = false
    } catch {
      if (!failed)
        onFailure(
          'The list of revoked tokens cannot be read; the last one that could be read stays in force.',
        )
      failed = true
    }
  }
  return {
    has: (token) => {
      look()
      return list(token)
    },
  }
}

const stampOf = (file: string): string => {
  const { mtimeMs, size, ino } = statSync(file)
  return `${mtimeMs} ${size} ${ino}`
}

const readList = (file: string): ((token: RevocableToken) => boolean) => {
  const entries = revokedTokensSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
  const ids = new Set<string>()
  const before = new Map<string, number>()
  for (const entry of entries) {
    if ('jti' in entry) ids.add(entry.jti)
    else {
      const who = nameOf(entry.agency, entry.subject)
      before.set(who, Math.max(before.get(who) ?? 0, millisecondsOf(entry.issuedBefore)))
    }
  }
  return ({ jti, agency, subject, issuedS = 0 }) =>
    (jti !== undefined && ids.has(jti)) ||
    [nameOf(agency, subject), nameOf(agency, undefined)].some(
      (who) => issuedS * 1000 < (before.get(who) ?? 0),
    )
}

const nameOf = (agency: string, subject: string | undefined): string => JSON.stringify([agency, subject])

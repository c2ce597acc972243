import { err, ok, type Result } from '@concord/kernel'
import type { KeyEnd } from '../own-events/key-events.ts'
import type { RegisteredKey } from '../signing/registered-key.ts'
import { readSigningKey, type SigningKey } from '../signing/signing-key.ts'

/** What is to be done so that the next key of an agency takes over. */
export interface RotationPlan {
  /** The key that takes over. */
  readonly taking: SigningKey
  readonly replaces: RegisteredKey
  /** A run that was cut short had put it on record: only files are left to be moved. */
  readonly isRecorded: boolean
}

/** `refused`: the keys at hand do not allow it; the text says what to do. `conflict`: somebody else was at it. */
export interface RotationFailure {
  readonly kind: 'unavailable' | 'conflict' | 'refused'
  readonly detail: string
}

/** Where the successor of the key in a file is made, until that one has taken over. */
export const successorFile = (nextFile: string): string => `${nextFile}.new`

/** Compares the keys on record with the one in the file of the next key. Changes nothing. */
export const planRotation = (
  agency: string,
  keys: readonly RegisteredKey[],
  nextFile: string,
): Result<RotationPlan, RotationFailure> => {
  const present = keys.at(-1)
  if (!present) return refused(`trust.json names no key of ${agency}.`)
  if (present.next === undefined) {
    return refused(
      `The anchor of ${agency} names no next key, so ${present.kid} cannot be rotated. Add "next" to every copy of trust.json.`,
    )
  }
  const taking = readSigningKey(nextFile, agency)
  const wanted = `Only ${present.next} may take over from ${present.kid}: name its file with --next.`
  if (!taking) return refused(`There is no key in ${nextFile}. ${wanted}`)
  if (taking.kid === present.next) return ok({ taking, replaces: present, isRecorded: false })
  const before = keys.at(-2)
  const successor = readSigningKey(successorFile(nextFile), agency)
  if (before && taking.kid === present.kid && successor?.kid === present.next) {
    return ok({ taking, replaces: before, isRecorded: true })
  }
  return refused(`The key in ${nextFile} is ${taking.kid}. ${wanted}`)
}

/** When earlier keys end: those named, and the replaced one after the overlap unless it is among them. */
export const endsOf = (replaces: RegisteredKey, named: readonly KeyEnd[], until: Date): readonly KeyEnd[] =>
  named.some(({ kid }) => kid === replaces.kid)
    ? named
    : [...named, { kid: replaces.kid, at: until.toISOString(), reason: 'replaced' }]

const refused = (detail: string): Result<never, RotationFailure> => err({ kind: 'refused', detail })

import { defineEvent, instantSchema } from '@concord/kernel'
import { z } from 'zod'

/*
 * The signing keys of an agency, kept in the log itself: stream `keys-<agency>`. A key is named by its RFC 7638
 * thumbprint. The first one is trusted because the configuration names it, every later one because an earlier one that
 * was valid at the time signed its registration.
 */

const publicKey = {
  kid: z.string().min(1).max(128).meta({ description: 'RFC 7638 thumbprint of the key.' }),
  x: z.string().length(43).meta({ description: 'The Ed25519 public key, base64url (RFC 8037).' }),
}

export const SigningKeyRegistered = defineEvent({
  type: 'SigningKeyRegistered',
  schemaVersion: 1,
  category: 'keys',
  command: 'RegisterSigningKey',
  description: 'The first key of an agency; signed by itself, trusted because the configuration names it.',
  data: z.strictObject({ ...publicKey, validFrom: instantSchema }),
})

export const SigningKeyRotated = defineEvent({
  type: 'SigningKeyRotated',
  schemaVersion: 1,
  category: 'keys',
  command: 'RotateSigningKey',
  description: 'A new key takes over from an earlier one, which signs this event.',
  data: z.strictObject({
    ...publicKey,
    validFrom: instantSchema,
    replaces: z.string().min(1).max(128).meta({ description: 'The key that is replaced.' }),
    replacedUntil: instantSchema.meta({ description: 'Until when the replaced key may still sign.' }),
    proof: z.string().max(128).meta({
      description: 'Signature by the new key over `concord key rotation <agency> <replaces> <kid>`.',
    }),
  }),
})

export const SigningKeyRevoked = defineEvent({
  type: 'SigningKeyRevoked',
  schemaVersion: 1,
  category: 'keys',
  command: 'RevokeSigningKey',
  description: 'A key is no longer to be trusted for what was recorded from a moment on.',
  data: z.strictObject({
    kid: publicKey.kid,
    from: instantSchema.meta({ description: 'What was recorded from then on is refused.' }),
    reason: z.enum(['retired', 'compromised', 'lost']),
  }),
})

export const keyEvents = [SigningKeyRegistered, SigningKeyRotated, SigningKeyRevoked] as const

/** The stream that holds the keys of an agency. */
export const keyStream = (agency: string): string => `keys-${agency}`

/** What the new key signs to show that whoever rotates holds it. */
export const rotationProof = (agency: string, replaces: string, kid: string): string =>
  `concord key rotation ${agency} ${replaces} ${kid}`

import { defineEvent, instantSchema } from '@concord/kernel'
import { z } from 'zod'
import { hashSchema } from '../merkle/hash-schema.ts'

/*
 * The signing keys of an agency, kept in the log itself: stream `keys-<agency>`. Each key names the only one that may
 * take over from it, by its thumbprint (RFC 7638). The first key and the name of the second are trusted because the
 * configuration says so, every later one because it is the one that was named. See docs/decisions/0013.
 */

const publicKey = {
  kid: hashSchema.meta({ description: 'RFC 7638 thumbprint of the key.' }),
  x: hashSchema.meta({ description: 'The Ed25519 public key, base64url (RFC 8037).' }),
}

const next = hashSchema.meta({
  description:
    'Thumbprint of the only key that may take over from this one; its private part is kept apart until then.',
})

export const SigningKeyRegistered = defineEvent({
  type: 'SigningKeyRegistered',
  schemaVersion: 1,
  category: 'keys',
  command: 'RegisterSigningKey',
  description: 'The first key of an agency; signed by itself, trusted because the configuration names it.',
  data: z.strictObject({ ...publicKey, next: next.optional(), validFrom: instantSchema }),
})

export const SigningKeyRotated = defineEvent({
  type: 'SigningKeyRotated',
  schemaVersion: 1,
  category: 'keys',
  command: 'RotateSigningKey',
  description:
    'The key that was named beforehand takes over, signs this event, and says when earlier keys end. It is the only way to rotate, to revoke and to recover.',
  data: z.strictObject({
    ...publicKey,
    next,
    validFrom: instantSchema,
    replaces: hashSchema.meta({ description: 'The key that named this one.' }),
    ends: z
      .array(
        z.strictObject({
          kid: hashSchema.meta({ description: 'An earlier key of the agency.' }),
          at: instantSchema.meta({
            description:
              'What it signed counts as long as it was recorded before; never later than told before.',
          }),
          reason: z.enum(['replaced', 'compromised', 'lost']),
        }),
      )
      .min(1)
      .max(100)
      .meta({ description: 'When which earlier keys end; the replaced one is among them.' }),
  }),
})

/** When an earlier key ends, and why. */
export type KeyEnd = z.infer<typeof SigningKeyRotated.data>['ends'][number]

/** What a stream `keys-<agency>` may hold. */
export const keyEvents = [SigningKeyRegistered, SigningKeyRotated] as const

/** The stream that holds the keys of an agency. */
export const keyStream = (agency: string): string => `keys-${agency}`

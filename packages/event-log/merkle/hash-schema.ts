import { z } from 'zod'

/** 32 bytes in base64url: a SHA-256, so also the thumbprint of a key; and, as long as one, an Ed25519 public key. */
export const hashSchema = z.string().regex(/^[A-Za-z0-9_-]{43}$/)

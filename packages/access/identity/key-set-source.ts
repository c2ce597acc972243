import { open } from 'node:fs/promises'
import { err, ok, type Result } from '@concord/kernel'
import type { JSONWebKeySet } from 'jose'
import { z } from 'zod'

/** Reads an issuer's public keys once. The failure says what is wrong, for the log; it holds nothing of a key. */
export type KeySetSource = () => Promise<Result<JSONWebKeySet, string>>

const MOST_BYTES = 256 * 1024
const MOST_KEYS = 100
const TIMEOUT_MS = 5_000

/**
 * A key set behind a URL or in a file. A URL must be https unless it stays on this machine: whoever can change the keys
 * under way can make tokens. A URL that gives an OpenID provider's configuration instead is followed to its `jwks_uri`,
 * provided that it speaks for `issuer`.
 */
export const keySetSource = (keys: URL | string, issuer: string): KeySetSource => {
  const url = keys instanceof URL ? keys : /^https?:\/\//.test(keys) ? new URL(keys) : undefined
  if (url === undefined) return () => fromFile(keys as string)
  assertSafe(url)
  return () => fromUrl(url, issuer)
}

const assertSafe = (url: URL): void => {
  if (url.username !== '' || url.password !== '') {
    throw new Error(
      `The address of the token keys at ${url.host} holds a password; keys are public and need none.`,
    )
  }
  const local = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)
  if (url.protocol === 'https:' || (url.protocol === 'http:' && local)) return
  throw new Error(`Token keys must come by https or from this machine, not from ${url.origin}.`)
}

const fromFile = async (path: string): Promise<Result<JSONWebKeySet, string>> => {
  try {
    await using file = await open(path, 'r')
    const { size } = await file.stat()
    if (size > MOST_BYTES) return err(`The key set is larger than ${MOST_BYTES} bytes.`)
    return parse(await file.readFile('utf8'))
  } catch (error) {
    return err(`The key set cannot be read: ${reasonOf(error)}.`)
  }
}

const fromUrl = async (url: URL, issuer: string): Promise<Result<JSONWebKeySet, string>> => {
  try {
    const text = await fetchText(url)
    const provider = providerSchema.safeParse(JSON.parse(text))
    if (!provider.success) return parse(text)
    if (provider.data.issuer !== issuer)
      return err('The provider configuration at this address belongs to another issuer.')
    const next = new URL(provider.data.jwks_uri)
    assertSafe(next)
    return parse(await fetchText(next))
  } catch (error) {
    return err(`The key set cannot be read from ${url.origin}: ${reasonOf(error)}.`)
  }
}

const fetchText = async (url: URL): Promise<string> => {
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) })
  if (!response.ok) throw new Error(`status ${response.status}`)
  let text = ''
  const decoder = new TextDecoder()
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true })
    if (text.length > MOST_BYTES) throw new Error(`more than ${MOST_BYTES} bytes`)
  }
  return text
}

const providerSchema = z.object({ issuer: z.string(), jwks_uri: z.url() })

/** Only what a public key has: symmetric keys are dropped, and the private half of a key published by mistake too. */
const publicKeySchema = z.object({
  kty: z.enum(['OKP', 'EC', 'RSA']),
  kid: z.string().max(256).optional(),
  alg: z.string().optional(),
  use: z.literal('sig').optional(),
  crv: z.string().optional(),
  x: z.string().optional(),
  y: z.string().optional(),
  n: z.string().optional(),
  e: z.string().optional(),
})

const keySetSchema = z.object({ keys: z.array(z.unknown()).max(MOST_KEYS) })

const parse = (text: string): Result<JSONWebKeySet, string> => {
  const set = keySetSchema.safeParse(JSON.parse(text))
  if (!set.success) return err(`The document is not a JSON Web Key Set of at most ${MOST_KEYS} keys.`)
  const keys = set.data.keys.flatMap((key) => {
    const parsed = publicKeySchema.safeParse(key)
    return parsed.success ? [parsed.data] : []
  })
  return ok({ keys } as JSONWebKeySet)
}

const reasonOf = (error: unknown): string => {
  if (error instanceof SyntaxError) return 'it is not JSON'
  if (!(error instanceof Error)) return 'unknown'
  // What fetch says in words may quote the address; the reason beneath it has a code.
  if (error instanceof TypeError) return codeOf(error.cause) ?? 'the connection failed'
  return codeOf(error) ?? error.message
}

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException | undefined)?.code

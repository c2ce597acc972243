import { readFileSync } from 'node:fs'
import { UsageError } from '@concord/kernel'
import { z } from 'zod'
import type { KeyEncryption } from './key-encryption.ts'
import { KeyEncryptionAway } from './key-encryption-away.ts'

const CALL_MS = 5_000
/** More than any answer about a data key. */
const MOST_BYTES = 65_536
/** What the service says of a data key that it did not wrap; all else, such as a token that has expired, passes. */
const MALFORMED = 400
/** So that nothing else that the same key encrypted is taken for a data key. */
const PURPOSE = Buffer.from('concord data key').toString('base64')

const encrypted = z.object({ data: z.object({ ciphertext: z.string().startsWith('vault:') }) })
const decrypted = z.object({ data: z.object({ plaintext: z.base64() }) })

/**
 * A key-encryption key in the transit engine of a Vault or OpenBao server, which never gives it out. The place is
 * `vault:https://vault.example.org:8200/transit/data-keys?token-source=file:/run/secrets/vault-token`: server, mount, key. The
 * token is read anew for each call, so an agent may renew it. Throws a UsageError where the place is none. No error holds a token,
 * a key or an answer.
 */
export const vaultKeyEncryption = (uri: string): KeyEncryption => {
  const { addressOf, token } = vaultKey(uri)
  const call = async <Answer>(verb: string, body: object, form: z.ZodType<Answer>): Promise<Answer> => {
    const answer = await fetch(addressOf(verb), {
      method: 'POST',
      headers: { 'x-vault-token': token(), 'content-type': 'application/json' },
      body: JSON.stringify({ ...body, associated_data: PURPOSE }),
      redirect: 'error',
      signal: AbortSignal.timeout(CALL_MS),
    }).catch((error: Error) => {
      throw new KeyEncryptionAway(`The key service does not answer (${error.name}).`)
    })
    const parsed = form.safeParse(await jsonIn(answer).catch(() => undefined))
    if (answer.ok && parsed.success) return parsed.data
    const said = `The key service does not ${verb} (status ${answer.status}).`
    throw answer.status === MALFORMED ? new Error(said) : new KeyEncryptionAway(said)
  }
  return {
    wrap: async (dataKey) =>
      Buffer.from(
        (await call('encrypt', { plaintext: dataKey.toString('base64') }, encrypted)).data.ciphertext,
      ),
    unwrap: async (wrapped) =>
      Buffer.from(
        (await call('decrypt', { ciphertext: wrapped.toString() }, decrypted)).data.plaintext,
        'base64',
      ),
  }
}

/** Breaks off an answer that is longer than one about a data key can be. */
const jsonIn = async (answer: Response): Promise<unknown> => {
  const parts: Uint8Array[] = []
  let length = 0
  for await (const part of answer.body ?? []) {
    length += part.length
    if (length > MOST_BYTES) return undefined
    parts.push(part)
  }
  return JSON.parse(Buffer.concat(parts).toString())
}

const LOOPBACK = new Set(['127.0.0.1', '[::1]', 'localhost'])

const vaultKey = (uri: string) => {
  const address = URL.parse(uri.slice('vault:'.length))
  const [mount, key, ...more] = address?.pathname.slice(1).split('/') ?? []
  const source = address?.searchParams.get('token-source')
  const isSafe =
    address?.protocol === 'https:' || (address?.protocol === 'http:' && LOOPBACK.has(address.hostname))
  if (
    !address ||
    !isSafe ||
    address.username ||
    address.password ||
    !mount ||
    !key ||
    more.length > 0 ||
    !source?.startsWith('file:')
  ) {
    throw new UsageError(
      'A key in Vault is named vault:https://<server>/<mount>/<key>?token-source=file:<path>, by https unless it is on this machine.',
    )
  }
  return {
    addressOf: (verb: string) => new URL(`/v1/${mount}/${verb}/${key}`, address.origin),
    token: () => tokenIn(source.slice('file:'.length)),
  }
}

/** An agent that renews it may have taken it away for a moment. */
const tokenIn = (file: string): string => {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new KeyEncryptionAway(`The token of the key service cannot be read (${code}).`)
  }
}

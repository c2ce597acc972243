import { readFileSync } from 'node:fs'
import { UsageError } from '@concord/kernel'

/** Where a key is kept in a hardware module, and how to get in. */
export interface Pkcs11Key {
  /** The module's library on this machine. */
  readonly library: string
  /** The token's label. */
  readonly token: string
  /** The key's label. */
  readonly object: string
  /** Reads the PIN anew each time, so that it need not stay in memory. */
  readonly pin: () => string
}

/**
 * Reads a PKCS#11 URI (RFC 7512) such as
 * `pkcs11:token=concord;object=data-keys?module-path=/usr/lib/softhsm/libsofthsm2.so&pin-source=file:/run/secrets/pin`.
 * All four parts are needed. A PIN in the URI itself is refused: environments and command lines are seen by others. Throws a
 * UsageError that repeats no value.
 */
export const pkcs11Key = (uri: string): Pkcs11Key => {
  if (!uri.startsWith('pkcs11:')) throw new UsageError('A PKCS#11 URI begins with pkcs11: (RFC 7512).')
  const [path = '', query = ''] = uri.slice('pkcs11:'.length).split('?')
  const given = new Map([...attributes(path, ';'), ...attributes(query, '&')])
  if (given.has('pin-value'))
    throw new UsageError('Name a file with the PIN by pin-source, not the PIN itself.')
  const part = (name: string): string => {
    const value = given.get(name)
    if (!value) throw new UsageError(`The PKCS#11 URI lacks ${name}.`)
    return value
  }
  const pinFile = part('pin-source').replace(/^file:(\/\/)?/, '')
  return {
    library: part('module-path'),
    token: part('token'),
    object: part('object'),
    pin: () => readFileSync(pinFile, 'utf8').trim(),
  }
}

const attributes = (text: string, separator: string): readonly (readonly [string, string])[] =>
  text
    .split(separator)
    .filter((attribute) => attribute !== '')
    .map((attribute) => {
      const equals = attribute.indexOf('=')
      const name = attribute.slice(0, equals)
      return [name, decoded(name, attribute.slice(equals + 1))] as const
    })

const decoded = (name: string, value: string): string => {
  try {
    return decodeURIComponent(value)
  } catch {
    throw new UsageError(
      `In the PKCS#11 URI a % in ${name} is not followed by two hexadecimal digits (RFC 7512).`,
    )
  }
}

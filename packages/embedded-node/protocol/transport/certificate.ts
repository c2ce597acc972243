import { X509Certificate } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { isIP } from 'node:net'
import { hostname } from 'node:os'
import { join } from 'node:path'

/** What a node shows who it is with, certificate and key in PEM. */
export interface Certificate {
  readonly cert: string
  readonly key: string
  /** The file that clients name as `tlsCAFile`, where the node made the certificate itself. */
  readonly caFile?: string
}

const validDays = 825
const renewBeforeMs = 30 * 24 * 3600 * 1000

/**
 * The certificate that the node made for itself in `folder`, made anew when it is missing, about to expire or not for
 * `hosts`. It is its own authority: clients trust it by naming the file.
 */
export const ownCertificate = async (
  folder: string,
  hosts: readonly string[],
  now: Date,
): Promise<Certificate> => {
  const caFile = join(folder, 'node.crt')
  const keyFile = join(folder, 'node.key')
  const names = [...new Set(['localhost', '127.0.0.1', '::1', hostname(), ...hosts])].filter(
    (name) => name !== '0.0.0.0' && name !== '::',
  )
  if (existsSync(caFile) && existsSync(keyFile)) {
    const cert = await readFile(caFile, 'utf8')
    if (stillGood(cert, names, now)) return { cert, key: await readFile(keyFile, 'utf8'), caFile }
  }
  // Loaded here: most starts need no new certificate, and its libraries take longer to load than all of the node.
  const { generate } = await import('selfsigned')
  const made = await generate([{ name: 'commonName', value: 'concord-node' }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    notBeforeDate: new Date(now.getTime() - 60_000),
    notAfterDate: new Date(now.getTime() + validDays * 24 * 3600 * 1000),
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'keyUsage', digitalSignature: true, keyCertSign: true },
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectAltName', altNames: names.map(altName) },
    ],
  })
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await writeFile(keyFile, made.private, { mode: 0o600 })
  await writeFile(caFile, made.cert)
  return { cert: made.cert, key: made.private, caFile }
}

const stillGood = (cert: string, names: readonly string[], now: Date): boolean => {
  const certificate = new X509Certificate(cert)
  return (
    Date.parse(certificate.validTo) - now.getTime() > renewBeforeMs &&
    names.every(
      (name) => (isIP(name) ? certificate.checkIP(name) : certificate.checkHost(name)) !== undefined,
    )
  )
}

const altName = (name: string) =>
  isIP(name) ? ({ type: 7, ip: name } as const) : ({ type: 2, value: name } as const)

import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseConfigured, UsageError } from '@concord/kernel'
import { z } from 'zod'
import { hashSchema } from '../merkle/hash-schema.ts'
import { makeSigningKey, nextKeyFile, openSigningKey, thumbprint } from './signing-key.ts'

const anchorSchema = z.strictObject({
  kid: hashSchema,
  x: hashSchema,
  /** Thumbprint of the only key that may take over from the first one. Without it the first key can't be rotated. */
  next: hashSchema.optional(),
})
const anchorsSchema = z.record(z.string(), anchorSchema)

/** The first key of an agency (its thumbprint and the key itself), and the only one that may follow. */
export type TrustAnchor = Readonly<z.infer<typeof anchorSchema>>

/** The first key of each agency. The operator of a process vouches for it by configuration; all later keys follow from it. */
export type TrustAnchors = Readonly<Record<string, TrustAnchor>>

/** Reads `<folder>/trust.json`; without the file nobody is trusted. Throws a {@link UsageError} when it is damaged. */
export const readTrustAnchors = (folder: string): TrustAnchors => {
  const path = join(folder, 'trust.json')
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {}
    throw error
  }
  return parseTrustAnchors(text, path)
}

/** Checks that every key is named by its own thumbprint. */
export const parseTrustAnchors = (text: string, path: string): TrustAnchors => {
  const anchors = parseConfigured(`${path} cannot be read`, text, anchorsSchema)
  for (const [agency, { kid, x }] of Object.entries(anchors)) {
    if (kid !== thumbprint(x)) throw new UsageError(`${path}: the key of ${agency} does not match its kid.`)
  }
  return anchors
}

/**
 * For a system whose agencies share one folder of keys, as the launcher's: makes the keys that are missing and writes
 * them down as anchors. What stands is never replaced: a rotation does not move an anchor. An anchor that names no next
 * key is given one as long as its key is still the one in the folder.
 */
export const prepareKeys = (folder: string, agencies: readonly string[]): TrustAnchors => {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const anchors: Record<string, TrustAnchor> = { ...readTrustAnchors(folder) }
  for (const agency of agencies) {
    const present = openSigningKey(folder, agency)
    const anchor = anchors[agency]
    if (anchor !== undefined && (anchor.next !== undefined || anchor.kid !== present.kid)) continue
    anchors[agency] = anchorOf(folder, agency)
  }
  const path = join(folder, 'trust.json')
  writeFileSync(`${path}.new`, `${JSON.stringify(anchors, null, 2)}\n`, { mode: 0o600, flush: true })
  renameSync(`${path}.new`, path)
  return anchors
}

/** Makes an agency's first key and the one that is to follow it, unless they are there, and gives its entry for `trust.json`. */
export const anchorOf = (
  folder: string,
  agency: string,
  nextFile = nextKeyFile(folder, agency),
): TrustAnchor => {
  const { kid, x } = openSigningKey(folder, agency)
  return { kid, x, next: makeSigningKey(nextFile, agency).kid }
}

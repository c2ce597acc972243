import { hash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * SHA-256 of the policies of a folder and their schema; default: those beside this file. Another digest: what was
 * worked out under these policies may be otherwise under those.
 */
export const policyDigest = (folder: string = import.meta.dirname): string => {
  const files = readdirSync(folder).filter((file) => /\.cedar(schema)?$/.test(file))
  const texts = files.toSorted().map((file) => [file, readFileSync(join(folder, file), 'utf8')])
  return hash('sha256', JSON.stringify(texts))
}

import { createHash } from 'node:crypto'
import { canonical, type SigningKey } from '@concord/event-log'
import { type Files, linesOf } from './evidence-in-test.ts'

/** A package whose files changed, with the manifest listing them anew, which needs no key. */
export const listed = (files: Files): Files => {
  const manifest = JSON.parse(files.get('manifest.json')!.toString())
  manifest.counts = {
    events: linesOf(files, 'events.ndjson').length,
    heads: linesOf(files, 'heads.ndjson').length,
    keys: linesOf(files, 'keys.ndjson').length,
  }
  manifest.files = manifest.files.map(({ path }: { path: string }) => {
    const content = files.get(path)!
    return { path, bytes: content.length, sha256: createHash('sha256').update(content).digest('hex') }
  })
  return new Map([...files, ['manifest.json', Buffer.from(canonical(manifest))]])
}

/** A package whose manifest is signed as it is. */
export const signed = (files: Files, { kid, sign }: SigningKey): Files => {
  const value = sign(files.get('manifest.json')!.toString())
  const signature = Buffer.from(canonical({ alg: 'Ed25519', kid, value }))
  return new Map([...files, ['manifest.signature.json', signature]])
}

/** What the maker of a package can do with its own, genuine key, whatever it changed. */
export const listedAndSigned = (files: Files, key: SigningKey): Files => signed(listed(files), key)

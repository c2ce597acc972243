import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { localKeyEncryption } from './key-encryption.ts'
import { type KeyRing, openKeyRing } from './key-ring.ts'

let folder: string
let ring: KeyRing
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'concord-key-ring-'))
  ring = openRing()
})
afterEach(() => {
  ring.close()
  rmSync(folder, { recursive: true, force: true })
})

const openRing = (): KeyRing => openKeyRing(folder, localKeyEncryption(Buffer.alloc(32, 7)))
const stream = 'police-INC-7'

/** The key of a person as it lies in the file. */
const wrappedKeyOf = async (subject: string): Promise<Buffer> => {
  const { id } = await ring.keyFor(subject, stream)
  const file = new DatabaseSync(join(folder, 'keyring.sqlite'), { readOnly: true })
  const row = file.prepare('SELECT wrapped FROM data_key WHERE id = ?').get(id)
  file.close()
  return Buffer.from(row!.wrapped as Uint8Array)
}
const filesWith = (bytes: Buffer): readonly string[] =>
  readdirSync(folder).filter((name) => readFileSync(join(folder, name)).includes(bytes))

test('what another process destroyed and did not overwrite yet is overwritten by whoever asks for it', async () => {
  const key = await wrappedKeyOf('P-1')
  ring.destroyKey('P-1', stream)
  expect(filesWith(key)).not.toEqual([])

  const other = openRing()
  expect(other.destroyKey('P-1', stream)).toBe(false)
  await other.overwriteDestroyed()
  expect(filesWith(key)).toEqual([])
  other.close()
})

test('while another process reads the file, overwriting waits for it', async () => {
  const key = await wrappedKeyOf('P-1')
  const reader = new DatabaseSync(join(folder, 'keyring.sqlite'), { readOnly: true })
  reader.exec('BEGIN; SELECT * FROM data_key')
  ring.destroyKey('P-1', stream)
  const done = ring.overwriteDestroyed()
  expect(filesWith(key)).not.toEqual([])

  reader.close()
  await done
  expect(filesWith(key)).toEqual([])
})

test('a key that is destroyed while it is unwrapped is not found any more', async () => {
  const { id } = await ring.keyFor('P-1', stream)
  const local = localKeyEncryption(Buffer.alloc(32, 7))
  const asked = Promise.withResolvers<void>()
  const slow = openKeyRing(folder, {
    ...local,
    unwrap: async (wrapped) => {
      await asked.promise
      return local.unwrap(wrapped)
    },
  })
  const found = slow.find(id)
  slow.destroy(id)
  asked.resolve()
  await found
  expect(await slow.find(id)).toBeUndefined()
  slow.close()
})

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { UsageError } from '@concord/kernel'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openAgencyKeys } from '../agency-keys.ts'
import { prepareKeys } from '../signing/trust-anchors.ts'
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

describe('a ring that no process may use', () => {
  const path = () => join(folder, 'keyring.sqlite')
  /** Changes the file of a ring with some keys that nobody has open. */
  const damaged = async (by: (bytes: Buffer) => Buffer): Promise<void> => {
    for (let person = 0; person < 50; person += 1) await ring.keyFor(`P-${person}`, stream)
    ring.close()
    writeFileSync(path(), by(readFileSync(path())))
  }
  afterEach(() => {
    rmSync(folder, { recursive: true })
    ring = openRing()
  })

  test.each<readonly [string, (bytes: Buffer) => Buffer]>([
    ['was cut', (bytes) => bytes.subarray(0, bytes.length / 2)],
    ['was overwritten', (bytes) => Buffer.alloc(bytes.length, 7)],
    ['has other layout', (bytes) => bytes.fill(255, 100, 4096)],
  ])('%s: its file is named', async (_, by) => {
    await damaged(by)
    expect(openRing).toThrow(UsageError)
    expect(openRing).toThrow(`${path()} is damaged`)
  })

  test('has a key that its index does not show: an erasure would pass it by', async () => {
    const { id } = await ring.keyFor('P-7', stream)
    await damaged((bytes) => {
      const rows = bytes.indexOf(id)
      const index = bytes.indexOf(id, rows + 1)
      expect(index).toBeGreaterThan(rows)
      return Buffer.concat([bytes.subarray(0, index), Buffer.from('?'), bytes.subarray(index + 1)])
    })
    expect(openRing).toThrow(`${path()} is damaged`)
  })

  test('lies under another key-encryption key', async () => {
    const under = (byte: number) => {
      writeFileSync(join(folder, 'key-encryption.key'), Buffer.alloc(32, byte).toString('base64url'))
      return openAgencyKeys(folder)
    }
    prepareKeys(folder, ['police'])
    await ring.keyFor('P-1', stream)
    const [right, wrong] = [under(7), under(8)]
    await right.ready()
    await expect(wrong.ready()).rejects.toThrow(
      /^The key-encryption key is not the one under which the data keys were encrypted in .*\.$/,
    )
    for (const keys of [right, wrong, ring]) keys.close()
  })
})

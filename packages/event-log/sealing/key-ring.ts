import { setTimeout as sleep } from 'node:timers/promises'
import type { KeyEncryption } from './key-encryption.ts'
import { openKeyRingFile, type StoredKey } from './key-ring-file.ts'
import { type DataKey, openKeyStock } from './key-stock.ts'
import { openUnwrappedKeys } from './unwrapped-keys.ts'

/**
 * The data keys of a folder. Destroying a key is what erases: everything sealed under it, in the log, in its replicas
 * and in their backups, can't be read any more.
 *
 * Processes may share the folder. What one of them destroys the others stop using at their next call. A backup of the
 * key ring that is restored brings its keys back, until the erasures since then were applied to it again: the ring keeps
 * the position up to which they were, so it is restored with it.
 */
export interface KeyRing {
  /**
   * The key of a subject in a stream, taken from a stock when there is none. The key itself is safe on disk before the
   * promise resolves; whose it is may be forgotten by a power cut within the last moments, and then another one is taken.
   */
  readonly keyFor: (subject: string, stream: string) => Promise<DataKey>
  /** The key of that name; undefined when it was destroyed or was never here. */
  readonly find: (id: string) => Promise<DataKey | undefined>
  /** Destroys the key: nobody finds it any more. Answers whether there was one. */
  readonly destroyKey: (subject: string, stream: string) => boolean
  /** The same by the key's name, as a sealed field carries it. */
  readonly destroy: (id: string) => boolean
  /**
   * Resolves when no byte of the keys that were destroyed before, by whichever process, is left in the folder. Throws when
   * other processes keep the file busy for {@link PATIENCE} tries.
   */
  readonly overwriteDestroyed: () => Promise<void>
  readonly isDestroyed: (id: string) => boolean
  /** Whether the key of that name is in the ring, or was destroyed. Needs no key-encryption key. */
  readonly knows: (id: string) => boolean
  /** Whether the ring ever gave a key to anybody: one that was made just now did not. */
  readonly isUsed: () => boolean
  /**
   * Up to which position of the log the erasures it tells of were applied to this ring by an agency's process. Each keeps
   * its own place: it alone knows all streams of its agency.
   */
  readonly erasedUpTo: (agency: string) => bigint | undefined
  readonly setErasedUpTo: (agency: string, position: bigint) => void
  /** Whether the keys were wrapped under this key-encryption key, as far as the first ones tell; so if there is none. */
  readonly opens: () => Promise<boolean>
  readonly close: () => void
}

/** One may be damaged by itself. */
const TRIED_OUT = 8

/** Nobody tells when another process is through with the file. */
const PATIENCE = 250
const BETWEEN_TRIES_MS = 20

/** Opens the key ring of a folder (`keyring.sqlite`), making it when it is missing. */
export const openKeyRing = (folder: string, encryption: KeyEncryption): KeyRing => {
  const file = openKeyRingFile(folder)
  const stock = openKeyStock(file, encryption)
  const keys = openUnwrappedKeys(file, encryption)

  const keyFor = async (subject: string, stream: string): Promise<DataKey> => {
    const name = `${subject.length}:${subject} ${stream}`
    const stored = () => file.bySubject(subject, stream)
    const known = await keys.get(name, stored)
    if (known) return known
    const taken = await stock.take()
    if (file.assign(taken.id, subject, stream)) return keys.remember(name, taken)
    // Somebody else gave this subject a key meanwhile; that one counts.
    stock.giveBack(taken)
    return (await keys.get(name, stored))!
  }
  const destroy = (stored: StoredKey | undefined): boolean => {
    if (!stored) return false
    keys.forgetAll()
    file.destroy(stored.id)
    return true
  }
  const overwriteDestroyed = async (): Promise<void> => {
    for (let tries = 0; tries < PATIENCE; tries += 1) {
      if (file.cutLog()) return
      await sleep(BETWEEN_TRIES_MS)
    }
    throw new Error('Destroyed keys cannot be overwritten now, because the key ring is busy.')
  }
  return {
    keyFor,
    find: (id) => keys.get(`id ${id}`, () => file.byId(id)),
    destroyKey: (subject, stream) => destroy(file.bySubject(subject, stream)),
    destroy: (id) => destroy(file.byId(id)),
    overwriteDestroyed,
    isDestroyed: file.isDestroyed,
    knows: (id) => file.byId(id) !== undefined || file.isDestroyed(id),
    isUsed: file.isUsed,
    erasedUpTo: file.erasedUpTo,
    setErasedUpTo: file.setErasedUpTo,
    opens: async () => {
      const first = file.first(TRIED_OUT)
      const tried = await Promise.allSettled(
        first.map(({ wrapped }) => encryption.unwrap(Buffer.from(wrapped))),
      )
      return first.length === 0 || tried.some(({ status }) => status === 'fulfilled')
    },
    close: () => {
      stock.discard()
      file.close()
    },
  }
}

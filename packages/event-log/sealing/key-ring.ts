import { setTimeout as sleep } from 'node:timers/promises'
import type { KeyEncryption } from './key-encryption.ts'
import { openKeyRingFile, type StoredKey } from './key-ring-file.ts'
import { type DataKey, dataKey, openKeyStock } from './key-stock.ts'

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
  /**
   * Up to which position of the log the erasures it tells of were applied to this ring by an agency's process. Each keeps
   * its own place: it alone knows all streams of its agency.
   */
  readonly erasedUpTo: (agency: string) => bigint | undefined
  readonly setErasedUpTo: (agency: string, position: bigint) => void
  readonly close: () => void
}

/** Bounds the unwrapped keys in memory: some 200 bytes each. */
const CACHED_KEYS = 10_000
/** Nobody tells when another process is through with the file. */
const PATIENCE = 250
const BETWEEN_TRIES_MS = 20

/** Opens the key ring of a folder (`keyring.sqlite`), making it when it is missing. */
export const openKeyRing = (folder: string, encryption: KeyEncryption): KeyRing => {
  const file = openKeyRingFile(folder)
  const stock = openKeyStock(file, encryption)
  // Begun anew whenever a key was destroyed, by whichever process, so that it is not used from memory.
  let cache = new Map<string, DataKey>()
  let seenChange = file.change()
  const dropStale = (): void => {
    const change = file.change()
    if (change !== seenChange) cache = new Map()
    seenChange = change
  }
  const remember = (name: string, key: DataKey, inside = cache): DataKey => {
    if (inside.size >= CACHED_KEYS) inside.clear()
    inside.set(name, key)
    return key
  }
  const unwrapped = async (name: string, stored: StoredKey | undefined): Promise<DataKey | undefined> => {
    if (!stored) return undefined
    // What is destroyed while it is unwrapped is remembered where nobody looks any more.
    const before = cache
    return remember(name, dataKey(stored.id, await encryption.unwrap(Buffer.from(stored.wrapped))), before)
  }

  const keyFor = async (subject: string, stream: string): Promise<DataKey> => {
    dropStale()
    const name = `${subject.length}:${subject} ${stream}`
    const known = cache.get(name) ?? (await unwrapped(name, file.bySubject(subject, stream)))
    if (known) return known
    const taken = await stock.take()
    if (file.assign(taken.id, subject, stream)) return remember(name, taken)
    // Somebody else gave this subject a key meanwhile; that one counts.
    stock.giveBack(taken)
    return (await unwrapped(name, file.bySubject(subject, stream)))!
  }
  const find = async (id: string): Promise<DataKey | undefined> => {
    dropStale()
    const name = `id ${id}`
    return cache.get(name) ?? (await unwrapped(name, file.byId(id)))
  }
  const destroy = (stored: StoredKey | undefined): boolean => {
    if (!stored) return false
    cache = new Map()
    file.destroy(stored.id)
    return true
  }
  const overwriteDestroyed = async (): Promise<void> => {
    for (let tries = 0; tries < PATIENCE; tries += 1) {
      if (file.cutLog()) return
      await sleep(BETWEEN_TRIES_MS)
    }
    throw new Error('Destroyed keys cannot be overwritten: the key ring is busy.')
  }
  return {
    keyFor,
    find,
    destroyKey: (subject, stream) => destroy(file.bySubject(subject, stream)),
    destroy: (id) => destroy(file.byId(id)),
    overwriteDestroyed,
    isDestroyed: file.isDestroyed,
    erasedUpTo: file.erasedUpTo,
    setErasedUpTo: file.setErasedUpTo,
    close: () => {
      stock.discard()
      file.close()
    },
  }
}

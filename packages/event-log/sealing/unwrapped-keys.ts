import type { KeyEncryption } from './key-encryption.ts'
import type { KeyRingFile, StoredKey } from './key-ring-file.ts'
import { type DataKey, dataKey } from './key-stock.ts'

/** The keys of a ring that were unwrapped, in memory by a name. No key is given from here once it was destroyed. */
export interface UnwrappedKeys {
  /** The key of that name, unwrapped as it is stored where it is not remembered; undefined where none is stored. */
  readonly get: (name: string, stored: () => StoredKey | undefined) => Promise<DataKey | undefined>
  /** Gives it back. */
  readonly remember: (name: string, key: DataKey) => DataKey
  /** To be called before a key is destroyed by this process. */
  readonly forgetAll: () => void
}

/** Bounds the unwrapped keys in memory: some 200 bytes each. */
const MOST_KEYS = 10_000

/** Begun anew whenever the file was changed by another process, which may have destroyed a key. */
export const openUnwrappedKeys = (
  file: Pick<KeyRingFile, 'change'>,
  encryption: KeyEncryption,
): UnwrappedKeys => {
  let keys = new Map<string, DataKey>()
  let seenChange = file.change()

  const forgetAll = (): void => {
    keys = new Map()
  }
  const dropStale = (): void => {
    const change = file.change()
    if (change !== seenChange) forgetAll()
    seenChange = change
  }
  const remember = (name: string, key: DataKey, inside = keys): DataKey => {
    if (inside.size >= MOST_KEYS) inside.clear()
    inside.set(name, key)
    return key
  }
  return {
    get: async (name, stored) => {
      dropStale()
      const known = keys.get(name)
      if (known) return known
      const found = stored()
      if (!found) return undefined
      // What is destroyed while it is unwrapped is remembered where nobody looks any more.
      const before = keys
      return remember(name, dataKey(found.id, await encryption.unwrap(Buffer.from(found.wrapped))), before)
    },
    remember: (name, key) => remember(name, key),
    forgetAll,
  }
}

import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto'
import type { KeyEncryption } from './key-encryption.ts'
import type { KeyRingFile } from './key-ring-file.ts'

/** A key for the personal fields of one subject in one stream: what one agency holds about a person in one incident. */
export interface DataKey {
  readonly id: string
  /** Made from its bytes once: that costs several times as much as to seal a field with it. */
  readonly key: KeyObject
}

/** A data key of these bytes. */
export const dataKey = (id: string, bytes: Buffer): DataKey => ({ id, key: createSecretKey(bytes) })

/** Data keys that are nobody's yet, safe on disk before any is given out. */
export interface KeyStock {
  /** Makes keys anew when there is none left. */
  readonly take: () => Promise<DataKey>
  /** Takes back one that nobody used. */
  readonly giveBack: (key: DataKey) => void
  /** Removes those that are left from the file. */
  readonly discard: () => void
}

/** Keys are made in stock, because only a stock can be brought safely to disk at a price that a command can pay. */
const STOCK = 64

/** A stock in the file of a key ring, its keys wrapped. */
export const openKeyStock = (
  file: Pick<KeyRingFile, 'insert' | 'discard'>,
  encryption: KeyEncryption,
): KeyStock => {
  let stock: DataKey[] = []
  let stocking: Promise<void> | undefined
  const restock = async (): Promise<void> => {
    const made = Array.from({ length: STOCK }, () => ({
      id: randomBytes(16).toString('base64url'),
      bytes: randomBytes(32),
    }))
    const wrapped = await Promise.all(
      made.map(async ({ id, bytes }) => ({ id, wrapped: await encryption.wrap(bytes) })),
    )
    file.insert(wrapped)
    stock = [...stock, ...made.map(({ id, bytes }) => dataKey(id, bytes))]
  }
  const take = async (): Promise<DataKey> => {
    while (stock.length === 0) {
      stocking ??= restock().finally(() => {
        stocking = undefined
      })
      await stocking
    }
    return stock.pop()!
  }
  return {
    take,
    giveBack: (key) => stock.push(key),
    discard: () => file.discard(stock.map(({ id }) => id)),
  }
}

import { randomFillSync } from 'node:crypto'

/** As long as AES-GCM takes them best (NIST SP 800-38D, 8.2.2). */
const IV_BYTES = 12
const STOCK = 256

const stock = Buffer.alloc(STOCK * IV_BYTES)
let given = stock.length

/**
 * An initialisation vector that nobody was given before: random bytes, made in stock, because asking for so few at a
 * time is a good part of what sealing a field costs. Holds until the next call only.
 */
export const freshIv = (): Buffer => {
  if (given === stock.length) {
    randomFillSync(stock)
    given = 0
  }
  given += IV_BYTES
  return stock.subarray(given - IV_BYTES, given)
}

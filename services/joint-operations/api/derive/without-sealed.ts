import { isSealed } from '@concord/kernel'

/** What an event carries, with each sealed field shown as `{ sealed: true }`: neither key nor ciphertext goes out. */
export const withoutSealed = (data: unknown): unknown => replaceSealed(data, { sealed: true })

/** The same with null in place of sealed fields, for typed details. */
export const sealedAsNull = (data: unknown): unknown => replaceSealed(data, null)

const replaceSealed = (data: unknown, by: unknown): unknown => {
  if (isSealed(data)) return by
  if (Array.isArray(data)) return data.map((item) => replaceSealed(item, by))
  if (typeof data !== 'object' || data === null) return data
  return Object.fromEntries(Object.entries(data).map(([name, value]) => [name, replaceSealed(value, by)]))
}

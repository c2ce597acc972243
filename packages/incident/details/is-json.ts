/**
 * Whether a value is one that JSON can say. Written out, because a schema that says so contains itself: zod then keeps account
 * of every object that it meets, in weak maps made anew at each event. `__proto__` is no name here, as it is none at the door.
 * Nested deeper than {@link MOST_LEVELS} it is none that anybody here would say: whatever walks through it later recurses.
 */
export const isJson = (value: unknown, level = 0): boolean => {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return true
    case 'number':
      return Number.isFinite(value)
    case 'object':
      if (value === null) return true
      if (level === MOST_LEVELS) return false
      return Array.isArray(value)
        ? value.every((item) => isJson(item, level + 1))
        : isJsonObject(value, level)
    default:
      return false
  }
}

/** Twice what an agency's door lets through. */
const MOST_LEVELS = 64

const isJsonObject = (value: object, level: number): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return false
  return Object.entries(value).every(([name, item]) => name !== '__proto__' && isJson(item, level + 1))
}

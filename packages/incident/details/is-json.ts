/**
 * Whether a value is one that JSON can say. Written out, because a schema that says so contains itself: zod then keeps account
 * of every object that it meets, in weak maps made anew at each event. `__proto__` is no name here, as it is none at the door.
 */
export const isJson = (value: unknown): boolean => {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return true
    case 'number':
      return Number.isFinite(value)
    case 'object':
      return value === null || (Array.isArray(value) ? value.every(isJson) : isJsonObject(value))
    default:
      return false
  }
}

const isJsonObject = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return false
  return Object.entries(value).every(([name, item]) => name !== '__proto__' && isJson(item))
}

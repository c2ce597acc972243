const MOST_DEPTH = 32

/** What is wrong with a value, and where: a JSON pointer. */
interface Fault {
  readonly pointer: string
  readonly detail: string
}

/**
 * Why a parsed JSON value must not get any further; undefined when it may. Nesting is bounded because later steps
 * recurse; `$sealed` is what the log itself writes in place of personal data, and nobody may forge it; half of a
 * surrogate pair has no UTF-8, so it could not be signed; a whole number beyond 2^53 has come as another one than was sent
 * (RFC 7493), and that would be signed in its place.
 */
export const faultOf = (value: unknown, depth = 0): Fault | undefined => {
  if (typeof value === 'string') {
    return value.isWellFormed()
      ? undefined
      : { pointer: '#', detail: 'the text holds half of a surrogate pair' }
  }
  if (typeof value === 'number') {
    return Number.isInteger(value) && !Number.isSafeInteger(value)
      ? {
          pointer: '#',
          detail: 'a whole number beyond 9007199254740991 is not kept exactly; write it as a text',
        }
      : undefined
  }
  if (typeof value !== 'object' || value === null) return undefined
  if (depth === MOST_DEPTH) return { pointer: '#', detail: `nested deeper than ${MOST_DEPTH} levels` }
  for (const name of Object.keys(value)) {
    if (name === '$sealed' || name === '__proto__') {
      return within(name, { pointer: '#', detail: 'this name is reserved' })
    }
    if (!name.isWellFormed()) return { pointer: '#', detail: 'a name holds half of a surrogate pair' }
    const fault = faultOf((value as Readonly<Record<string, unknown>>)[name], depth + 1)
    if (fault) return within(name, fault)
  }
  return undefined
}

/** The same fault as seen from one level up. Made on the way back, because nearly every value is without fault. */
const within = (name: string, { pointer, detail }: Fault): Fault => ({
  pointer: `#/${name.replaceAll('~', '~0').replaceAll('/', '~1')}${pointer.slice(1)}`,
  detail,
})

const MOST_DEPTH = 32

/**
 * Why a parsed JSON value must not get any further, as a JSON pointer and a sentence; undefined when it may. Nesting is
 * bounded because later steps recurse; `$sealed` is what the log itself writes in place of personal data, and nobody may
 * forge it; half of a surrogate pair has no UTF-8, so it could not be signed.
 */
export const faultOf = (
  value: unknown,
  pointer = '#',
  depth = 0,
): { readonly pointer: string; readonly detail: string } | undefined => {
  if (typeof value === 'string') {
    return value.isWellFormed() ? undefined : { pointer, detail: 'the text holds half of a surrogate pair' }
  }
  if (typeof value !== 'object' || value === null) return undefined
  if (depth === MOST_DEPTH) return { pointer, detail: `nested deeper than ${MOST_DEPTH} levels` }
  for (const [name, inner] of Object.entries(value)) {
    const place = `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
    if (name === '$sealed' || name === '__proto__') return { pointer: place, detail: 'this name is reserved' }
    if (!name.isWellFormed()) return { pointer, detail: 'a name holds half of a surrogate pair' }
    const fault = faultOf(inner, place, depth + 1)
    if (fault) return fault
  }
  return undefined
}

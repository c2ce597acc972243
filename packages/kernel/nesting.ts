/** Four times as deep as anything that an agency's door lets through. */
const MOST_LEVELS = 128

/**
 * Whether a value nests no deeper than what a codec can have recorded. Ask before walking through unchecked data:
 * whoever can write to the store can put a value there that overflows any recursion. This check does not recurse.
 */
export const isWithinLevels = (value: unknown): boolean => {
  let level = [value]
  for (let depth = 0; depth <= MOST_LEVELS; depth++) {
    level = level.flatMap(holdersIn)
    if (level.length === 0) return true
  }
  return false
}

const holdersIn = (value: unknown): readonly unknown[] =>
  typeof value === 'object' && value !== null
    ? Object.values(value).filter((inner) => typeof inner === 'object' && inner !== null)
    : []

/** Bits in a mask: SQLite's integers have a sign. */
const BITS = 62

/** The bit of everybody whose name nobody has mentioned yet. */
const OTHERS = BITS - 1

/** No agency can have this name: it stands for those who are not known by name. */
export const NOBODY = '-'

/** All who could ever read. */
export const EVERYBODY = (1n << BigInt(BITS)) - 1n

/**
 * Agencies as bits, in the order in which they were first mentioned. A bit that no agency has yet is always the same as
 * that of the others, so an agency that gets one needs nothing rewritten. A name mentioned when the bits are used up
 * sees nothing: better than what it was denied.
 */
export interface AgencyBits {
  readonly names: readonly string[]
  /** Gives names that are new a bit, as long as there are any; those that are new. */
  mention(names: readonly string[]): readonly string[]
  /** The one bit of a name; 0 for a name that came too late for one. */
  bitOf(name: string): bigint
  /** A name that stands for the lowest bit of a mask. */
  nameIn(mask: bigint): string
  /** Everybody for whom the test holds. It must hold alike for all names that have no bit. */
  maskWhere(holds: (name: string) => boolean): bigint
}

export const agencyBits = (first: readonly string[]): AgencyBits => {
  const names: string[] = []
  const numbers = new Map<string, number>()

  const mention = (mentioned: readonly string[]) => {
    if (mentioned.every((name) => numbers.has(name))) return []
    const fresh = [...new Set(mentioned)].filter((name) => !numbers.has(name))
    for (const name of fresh) {
      numbers.set(name, numbers.size)
      if (names.length < OTHERS) names.push(name)
    }
    return fresh
  }

  const bitOf = (name: string) => {
    const number = numbers.get(name) ?? OTHERS
    return number < OTHERS || !numbers.has(name) ? 1n << BigInt(number) : 0n
  }

  const maskWhere = (holds: (name: string) => boolean) => {
    let mask = holds(NOBODY) ? EVERYBODY - ((1n << BigInt(names.length)) - 1n) : 0n
    names.forEach((name, index) => {
      if (holds(name)) mask |= 1n << BigInt(index)
    })
    return mask
  }

  const nameIn = (mask: bigint) => {
    const index = names.findIndex((_, number) => (mask & (1n << BigInt(number))) !== 0n)
    return names[index] ?? NOBODY
  }

  mention(first)
  return { names, mention, bitOf, nameIn, maskWhere }
}

/** The bit of the agency mentioned in this place, from 1; of the others when it was not mentioned. */
export const bitOfPlace = (place: number | undefined): bigint => {
  if (place === undefined) return 1n << BigInt(OTHERS)
  return place <= OTHERS ? 1n << BigInt(place - 1) : 0n
}

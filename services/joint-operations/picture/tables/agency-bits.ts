/** Bits in a mask: SQLite's integers have a sign. */
const BITS = 62

/** The bit of everybody whose name nobody has mentioned yet. */
const OTHERS = BITS - 1

/** No agency can have this name: it stands for those who are not known by name. */
export const NOBODY = '-'

/** All who could ever read. */
export const EVERYBODY = (1n << BigInt(BITS)) - 1n

/**
 * At most this many names get a bit that are neither of the roster nor registered as partners: made-up names leave the
 * other bits to those who are known.
 */
const MOST_STRANGERS = 20

/** A name and its place, from 1, in the order in which names were first mentioned. Late ones have a place beyond the bits. */
export interface PlacedName {
  readonly name: string
  readonly place: number
}

/**
 * Agencies as bits, in the order in which they were first mentioned. A bit that no agency has yet is always the same as
 * that of the others, so an agency that gets one needs nothing rewritten. A name mentioned when the bits are used up
 * sees nothing: better than what it was denied.
 */
export interface AgencyBits {
  readonly names: readonly string[]
  /** Gives names that are new a bit, as long as there are any for their kind; those that are new, with their places. */
  mention(names: readonly string[]): readonly PlacedName[]
  /** The one bit of a name; 0 for a name that came too late for one. */
  bitOf(name: string): bigint
  /** A name that stands for the lowest bit of a mask. */
  nameIn(mask: bigint): string
  /** Everybody for whom the test holds. It must hold alike for all names that have no bit. */
  maskWhere(holds: (name: string) => boolean): bigint
}

/** Goes on from the places that were given before, by place. */
export const agencyBits = (
  isKnown: (name: string) => boolean,
  placed: readonly PlacedName[] = [],
): AgencyBits => {
  const names: string[] = []
  const places = new Map<string, number>()
  let strangers = 0
  let late = OTHERS

  const put = ({ name, place }: PlacedName): void => {
    places.set(name, place)
    if (place > OTHERS) late = place
    else names.push(name)
    if (place <= OTHERS && !isKnown(name)) strangers++
  }
  const place = (name: string): PlacedName => {
    const isRoom = names.length < OTHERS && (isKnown(name) || strangers < MOST_STRANGERS)
    const given = { name, place: isRoom ? names.length + 1 : late + 1 }
    put(given)
    return given
  }
  const mention = (mentioned: readonly string[]): readonly PlacedName[] =>
    mentioned.flatMap((name) => (places.has(name) ? [] : [place(name)]))

  const bitOf = (name: string) => bitOfPlace(places.get(name))

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

  for (const one of placed) put(one)
  return { names, mention, bitOf, nameIn, maskWhere }
}

/** The bit of the agency mentioned in this place, from 1; of the others when it was not mentioned. */
export const bitOfPlace = (place: number | undefined): bigint => {
  if (place === undefined) return 1n << BigInt(OTHERS)
  return place <= OTHERS ? 1n << BigInt(place - 1) : 0n
}

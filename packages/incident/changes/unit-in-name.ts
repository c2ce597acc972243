/** By what units are called at the end of the name of a field. */
const units: Readonly<Record<string, string>> = {
  ...{ Ha: 'ha', Km2: 'km2', M2: 'm2', M3: 'm3' },
  ...{ Km: 'km', M: 'm', Cm: 'cm', Mm: 'mm', Kg: 'kg' },
  ...{ Pct: '%', Mps: 'm/s', Kmh: 'km/h', M3s: 'm3/s', M3ps: 'm3/s', Lps: 'l/s' },
  ...{ KBq: 'kBq', MBq: 'MBq', GBq: 'GBq', TBq: 'TBq' },
  ...{ Kw: 'kW', KW: 'kW', MW: 'MW', Kv: 'kV', KV: 'kV', Lpm: 'l/min', Ppm: 'ppm', Litres: 'l', Liters: 'l' },
}

const unitSuffix = new RegExp(`(?<=[a-z])(?:${Object.keys(units).join('|')})$`)

/** Units stand last in a name, and those that are words first as well: `areaKm2`, `litresLeaked`. */
export const unitInName = (name: string): string | undefined => {
  const [suffix] = unitSuffix.exec(name) ?? []
  if (suffix !== undefined) return units[suffix]
  const [, word] = unitWord.exec(name) ?? []
  if (word !== undefined) return words[word]
  return shortly.find(([ofWhat]) => ofWhat.test(name))?.[1]
}

/** As they are spelt. */
const words: Readonly<Record<string, string>> = {
  ...{ litres: 'l', liters: 'l', tonnes: 't', hectares: 'ha', kilograms: 'kg' },
  ...{ metres: 'm', meters: 'm', kilometres: 'km', kilometers: 'km' },
}

const unitWord = new RegExp(`^(${Object.keys(words).join('|')})(?=[A-Z]|$)`)

/** Letters that mean a unit after what is measured in it, and something else elsewhere: a minimum is no minute. */
const shortly: readonly (readonly [ofWhat: RegExp, unit: string])[] = [
  [/(?:[Ww]ind|[Gg]usts?|[Ss]peed|[Ff]low)Ms$/, 'm/s'],
  [/(?:[Ww]ait|[Ww]aiting|[Dd]elay|[Dd]uration|[Tt]ime|[Oo]utage)H(?:ours)?$/, 'h'],
  [/(?:[Ww]ait|[Ww]aiting|[Dd]elay|[Dd]uration|[Tt]ime|[Oo]utage)Min(?:utes)?$/, 'min'],
  [/(?:[Tt]emp|[Tt]emperature|[Aa]ir|[Ww]ater)C$/, 'Cel'],
]

/** What is measured, in whatever unit: `areaHa` and `areaKm2` are the `area`. */
export const withoutUnit = (name: string): string => name.replace(unitSuffix, '')

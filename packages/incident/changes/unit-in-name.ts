/** By what units are called at the end of the name of a field. */
const units: Readonly<Record<string, string>> = {
  ...{ Ha: 'ha', Km2: 'km2', M2: 'm2', M3: 'm3' },
  ...{ Km: 'km', M: 'm', Cm: 'cm', Mm: 'mm', Kg: 'kg' },
  ...{ Pct: '%', Mps: 'm/s', Kmh: 'km/h', M3s: 'm3/s', M3ps: 'm3/s', Lps: 'l/s' },
  ...{ KBq: 'kBq', MBq: 'MBq', GBq: 'GBq', TBq: 'TBq' },
  ...{ Kw: 'kW', KW: 'kW', MW: 'MW' },
}

const unitSuffix = new RegExp(`(?<=[a-z])(?:${Object.keys(units).join('|')})$`)

/** Units stand last in a name: `areaKm2` is in square kilometres. */
export const unitInName = (name: string): string | undefined => {
  const [suffix] = unitSuffix.exec(name) ?? []
  return suffix === undefined ? undefined : units[suffix]
}

/** What is measured, in whatever unit: `areaHa` and `areaKm2` are the `area`. */
export const withoutUnit = (name: string): string => name.replace(unitSuffix, '')

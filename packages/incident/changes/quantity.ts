/** What can be stated of a thing: JSON without objects, so that two statements can be compared. */
export type FactValue = string | number | boolean | readonly string[]

/** A value as it is stated, with its unit where it has one. */
export interface Quantity {
  readonly value: FactValue
  readonly unit?: string | undefined
}

/** A statement as it is compared: as texts, so that it can be kept. */
export interface ComparableQuantity {
  readonly claim: string
  /** The same in a common unit; empty where its unit is not known here, or it has none. */
  readonly measured: string
}

/** Whether two statements say the same: 500 ha and 5 km2 do. */
export const isSameQuantity = (one: Quantity, other: Quantity): boolean =>
  saysTheSame(comparableOf(one), comparableOf(other))

/**
 * Words are compared as they are spoken, in capitals or not. Numbers are compared in a common unit where both have one that
 * is known here, and as they stand where not: who leaves the unit out, or has a word of their own for it, is held to mean
 * the other's.
 */
export const saysTheSame = (one: ComparableQuantity, other: ComparableQuantity): boolean =>
  one.measured !== '' && other.measured !== '' ? one.measured === other.measured : one.claim === other.claim

/**
 * A statement in the form in which it is compared. Its measure is rounded to nine digits, so that arithmetic makes
 * no contradiction.
 */
export const comparableOf = ({ value, unit = '' }: Quantity): ComparableQuantity => {
  const known = units.get(unit)
  const isMeasured = known !== undefined && typeof value === 'number'
  return {
    claim: JSON.stringify(typeof value === 'string' ? value.trim().toLowerCase() : value),
    measured: isMeasured ? `${Number((value * known.factor).toPrecision(DIGITS))} ${known.of}` : '',
  }
}

/** More than anybody measures, and fewer than floating-point arithmetic loses. */
const DIGITS = 9

/** What is measured, in which unit, and how many of that the others are. By their UCUM codes and as people write them. */
const measures: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  m2: { m2: 1, 'm²': 1, ha: 1e4, har: 1e4, km2: 1e6, 'km²': 1e6 },
  m: { mm: 1e-3, cm: 1e-2, m: 1, km: 1e3 },
  kg: { g: 1e-3, kg: 1, t: 1e3 },
  'm/s': { 'm/s': 1, 'km/h': 1 / 3.6 },
  l: { l: 1, L: 1, m3: 1e3, 'm³': 1e3 },
  min: { s: 1 / 60, min: 1, h: 60, d: 1440 },
  'm3/s': { 'l/s': 1e-3, 'm3/s': 1, 'm³/s': 1 },
  'Sv/h': { 'nSv/h': 1e-9, 'uSv/h': 1e-6, 'µSv/h': 1e-6, 'μSv/h': 1e-6, 'mSv/h': 1e-3, 'Sv/h': 1 },
  Bq: { Bq: 1, kBq: 1e3, MBq: 1e6, GBq: 1e9, TBq: 1e12 },
  W: { W: 1, kW: 1e3, MW: 1e6, GW: 1e9 },
  Pa: { Pa: 1, hPa: 100, mbar: 100, kPa: 1e3, bar: 1e5 },
  Cel: { Cel: 1, '°C': 1 },
}

/** Whether a word is a unit of measure, and no troop that is called so. */
export const isUnitOfMeasure = (word: unknown): word is string =>
  typeof word === 'string' && (units.has(word) || /^[^\s/]+\/[^\s/]+$|[%°]/.test(word))

const units: ReadonlyMap<string, { readonly of: string; readonly factor: number }> = new Map(
  Object.entries(measures).flatMap(([of, factors]) =>
    Object.entries(factors).map(([unit, factor]) => [unit, { of, factor }] as const),
  ),
)

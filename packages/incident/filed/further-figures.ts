import type { Change } from '../changes/change.ts'
import { isUnitOfMeasure } from '../changes/quantity.ts'
import { unitInName } from '../changes/unit-in-name.ts'
import { placeFields } from '../details/place-details.ts'

/** At most this many further numbers of one report are stated as facts. */
const MOST_FIGURES = 50

type Told = Readonly<Record<string, unknown>>

/**
 * The numbers that a report carries without anybody having agreed on them, as facts about what it is about, under the names
 * they came with: `boatsOut` of a flood's report is a fact about the flood. `agreedOn` are the fields that have a meaning of
 * their own; those that say where always have. Words are left to the timeline, but for those that say what is measured in, and
 * what it is: of a `substance` or a `cause` agencies say one thing or another, as of a number.
 */
export const furtherFigures = (
  about: string,
  told: Told,
  agreedOn: readonly string[] = [],
): readonly Change[] => {
  const figures = Object.entries(told)
    .filter(([name]) => !placeFields.has(name) && !agreedOn.includes(name))
    .flatMap(([name, value]) => figureOf(name, value))
    .slice(0, MOST_FIGURES)
  const only = figures.filter(({ value }) => typeof value === 'number').length === 1
  return figures.map(({ name, value, unit }) => ({
    ...{ change: 'fact', about, name, value, loosely: 'whole' },
    unit:
      typeof value === 'string'
        ? undefined
        : (unit ?? unitBeside(name, told) ?? unitInName(name) ?? (only ? unitOfAll(told) : undefined)),
  }))
}

interface Figure {
  readonly name: string
  readonly value: number | string
  readonly unit?: string | undefined
}

/** A number, by itself or as `{ value: 220, unit: 'uSv/h' }`. */
const figureOf = (name: string, told: unknown): readonly Figure[] => {
  if (typeof told === 'number' || isWhat(name, told)) return [{ name, value: told }]
  if (typeof told !== 'object' || told === null) return []
  const { value, unit, ...rest } = told as Told
  if (typeof value === 'number' && Object.keys(rest).length === 0)
    return [{ name, value, unit: wordIn(unit) }]
  return isTable(told)
    ? Object.entries(told).map(([of, many]) => ({ name: nameWithin(name, of), value: many }))
    : []
}

/** `registered: { persons: 226, minors: 64 }`; a point is one of numbers too, and says where. */
const isTable = (told: object): told is Readonly<Record<string, number>> =>
  !Array.isArray(told) &&
  Object.entries(told).every(([of, many]) => typeof many === 'number' && !placeFields.has(of))

/** The `persons` in `registered` are the `registeredPersons`. */
const nameWithin = (name: string, of: string): string => `${name}${capitalized(of)}`

const isWhat = (name: string, told: unknown): told is string =>
  typeof told === 'string' && told.length <= MOST_OF_A_WORD && saysWhat.test(name)

const MOST_OF_A_WORD = 100

/** Of which there is one, whoever reports it; who did it and what it is filed under are not among them. */
const whats = [
  ...['substance', 'chemical', 'gas', 'explosive', 'pathogen', 'disease', 'strain'],
  ...['cause', 'motive', 'weapon', 'cargo', 'colour', 'color', 'direction'],
]

const capitalized = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1)

/** Such a word is the whole name, or the last in it: `cause`, `fireCause`. */
const saysWhat = new RegExp(`(?:^|[a-z])(?:${[...whats, ...whats.map(capitalized)].join('|')})$`)

/** `doseRate` is in the `doseRateUnit`. */
const unitBeside = (name: string, told: Told): string | undefined => wordIn(told[`${name}Unit`])

/** What is called `unit` is that of the only number, where it is no unit of people. */
const unitOfAll = ({ unit }: Told): string | undefined => (isUnitOfMeasure(unit) ? unit : undefined)

const wordIn = (told: unknown): string | undefined =>
  typeof told === 'string' && told !== '' ? told : undefined

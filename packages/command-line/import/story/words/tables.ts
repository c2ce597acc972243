import type { Details } from '../../report-line.ts'
import { type Named, withNamesInFull } from './abbreviations.ts'
import { isTableOfCounts } from './counts.ts'
import { isOfSomebody } from './persons.ts'
import { pointWords } from './points.ts'
import { codeFields, onlyCode } from './values.ts'

/** What a type of ours has to do with tables. */
export interface TablesOf {
  readonly type: string
  /** Whether an event of that type has a field that may say this, by our name for it or another's. */
  readonly isKnown: (field: string, value: unknown) => boolean
  /** What fields it has, whatever they say. */
  readonly named: Named
}

/**
 * Details that stand in tables as if they stood beside them: in `metrics: { areaHa: 3 }`, because that is known by its own
 * name; in `link: { from: 'A', to: 'B' }` of what is called a link; in `bcp: { id: 'NORTH', status: 'closed' }` what the table
 * is of, and what is said of it. A list of one table is that table. What is told of people stays in their tables, and so
 * does what would say twice what is said elsewhere, or was or will be at another time.
 */
export const withTablesSpread = (details: Details, of: TablesOf, depth = MOST_DEPTH): Details => {
  const spread = Object.entries(details).map(([field, told]) => {
    const table = isTold(field, told, of) ? undefined : tableIn(told)
    const inFull = table && withNamesInFull(table, of.named)
    const within = inFull && (depth > 0 ? withTablesSpread(inFull, of, depth - 1) : inFull)
    const left = within && isTableOfCounts(within) ? within : told
    return { field, left, parts: within && partsOf(field, within, of) }
  })
  const names = spread.flatMap(({ field, parts }) => (parts ? Object.keys(parts) : [field]))
  const isOnce = (name: string) => names.indexOf(name) === names.lastIndexOf(name)
  return Object.fromEntries(
    spread.flatMap(({ field, left, parts }) =>
      parts && Object.keys(parts).every(isOnce) ? Object.entries(parts) : [[field, left] as const],
    ),
  )
}

const MOST_DEPTH = 3

/** Tables with a meaning of their own, and those that tell of what is not, or not now. */
const ofTheirOwn: ReadonlySet<string> = new Set([
  ...['grading', 'fact', 'allocations', 'casualties', 'deadlines', 'dead', 'injured', ...pointWords],
  ...['previous', 'before', 'was', 'old', 'former', 'forecast', 'predicted', 'expected', 'planned', 'next'],
])

const isTold = (field: string, told: unknown, { isKnown }: TablesOf): boolean =>
  ofTheirOwn.has(field) || isOfSomebody(field, told) || isKnown(field, told)

const tableIn = (told: unknown): Details | undefined => {
  const [only, another] = [told].flat()
  return another === undefined && typeof only === 'object' && only !== null ? (only as Details) : undefined
}

const partsOf = (field: string, table: Details, of: TablesOf): Details | undefined => {
  const entries = Object.entries(table)
  if (typeof table.value === 'number' || isTableOfCounts(table)) return undefined
  const isNamed = isCalledAfter(of.type, field)
  const isPlain = isNamed || ofNoThing.has(field)
  const isSaid = ([name, told]: readonly [string, unknown]) =>
    of.isKnown(name, told) && (isPlain || !saysLittle.has(name))
  const isTold = entries.some(isSaid)
  const coded = codeOf(field, table, of) ?? (isTold ? nameOf(field, table, of) : undefined)
  if (entries.some(([name, told]) => name !== coded && isOfSomebody(name, told))) return undefined
  if (coded === undefined && !isNamed && !isTold && !entries.some(isMeasured)) return undefined
  return Object.fromEntries(
    entries.map(([name, told]) => {
      if (name === coded) return [field, told]
      const isClear = isSaid([name, told]) || !saysLittle.has(name) || (isNamed && coded === undefined)
      return [isClear ? name : `${field}${capitalized(name)}`, told]
    }),
  )
}

/** `floodedArea: { value: 300, unit: 'ha' }` says of itself what it is. */
const isMeasured = ([_, told]: readonly [string, unknown]): boolean =>
  typeof told === 'object' && told !== null && typeof (told as Details).value === 'number'

/** Under what a table has a code that may stand for the whole of it. */
const codeOf = (field: string, table: Details, { isKnown, named }: TablesOf): string | undefined =>
  codeFields.find(
    (name) => onlyCode(table[name]) !== undefined && (isKnown(field, table[name]) || !named.isOurs(field)),
  )

/** What is known to have codes may be told of by a name of one word. */
const nameOf = (field: string, { name }: Details, { isKnown }: TablesOf): string | undefined =>
  onlyCode(name) !== undefined && isKnown(field, name) ? 'name' : undefined

/** The `link` of an `IncidentsLinked` says what the whole line does. */
const isCalledAfter = (type: string, field: string): boolean =>
  field.length > 2 && type.toLowerCase().includes(field.toLowerCase())

/** What is told in tables of such names is told of the line itself. */
const ofNoThing: ReadonlySet<string> = new Set([
  ...['classification', 'details', 'info', 'attributes', 'properties', 'metrics', 'measurements', 'figures'],
  ...['extent', 'situation', 'values', 'data', 'payload', 'content', 'body', 'scope', 'fields', 'parameters'],
])

/** By themselves these do not say of what. */
const saysLittle: ReadonlySet<string> = new Set([
  ...['id', 'code', 'ref', 'type', 'name', 'kind', 'value', 'number', 'text', 'description', 'note'],
  ...['label', 'scale', 'scheme', 'role', 'from', 'to', 'at', 'since', 'until', 'start', 'end', 'duration'],
])

const capitalized = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1)

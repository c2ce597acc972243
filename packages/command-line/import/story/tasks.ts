import type { Details } from '../report-line.ts'
import { everywhere } from './words/fields.ts'
import { inOurFields } from './words/words.ts'

/*
 * What is to be done and who stays where, as a story tells it: in tables, in prose, under other names.
 */

/**
 * A task of an operation: by its name alone, described in the summary, or in full. "… T1 police road blocks, T2 border cover
 * of the sector …" says of T1 that it is for the police and what it is, and so does "T1 road blocks (police)".
 */
export const taskOf = (task: unknown, summary: string, agencies: readonly string[]): unknown =>
  typeof task === 'string'
    ? describedTask(task, summary, agencies)
    : describedFurther(inFull(task), summary, agencies)

const describedTask = (
  task: string,
  prose: string,
  agencies: readonly string[],
): { id: string; agency?: string; title?: string } => {
  const escaped = task.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const [, what, whose = ''] =
    new RegExp(`\\b${escaped}\\s+([^,;.()]+?)\\s*\\(([a-z][a-z0-9]{1,31})\\)`).exec(prose) ?? []
  if (what !== undefined && agencies.includes(whose)) return { id: task, agency: whose, title: what }
  const match = new RegExp(`\\b${escaped}\\s+([a-z][a-z0-9]{1,31})\\s+([^,;.]+)`).exec(prose)
  if (!match || !agencies.includes(match[1]!)) return { id: task }
  const [, agency, rest] = match as unknown as readonly [string, string, string]
  return { id: task, agency, title: (/^(?:of|by|for)\b/.test(rest) ? `${agency} ${rest}` : rest).trim() }
}

/** A task in full says what an assignment says, in the same words: whose it is, what, and by when; its name may be the `id`. */
const inFull = (task: unknown): unknown => {
  if (typeof task !== 'object' || task === null) return task
  const { task: name, ...said } = inOurFields('TaskAssigned', task as Details)
  if (typeof name === 'string') return { id: name, ...said }
  const { number, code = number, ...rest } = said
  return said.id === undefined && typeof code === 'string' ? { id: code, ...rest } : said
}

/** What a task in full leaves to the prose: what it is, where the prose says it of the same agency. */
const describedFurther = (task: unknown, prose: string, agencies: readonly string[]): unknown => {
  if (typeof task !== 'object' || task === null) return task
  const { id, agency } = task as Details
  const described = typeof id === 'string' ? describedTask(id, prose, agencies) : {}
  const isOfAnother = agency !== undefined && 'agency' in described && described.agency !== agency
  return isOfAnother ? task : { ...described, ...task }
}

/**
 * Who stays where: `{ "A1": 5, "Q1": 4 }`, or a list of what each of them stays on, `{ "request": "Q1", "personnel": 4 }`, in
 * another incident too; or rows of words and a number.
 */
export const allocated = (allocations: unknown, isUnit: (word: string) => boolean): object => {
  const rows = rowsIn(allocations)
  if (rows !== undefined) return inRows(rows, isUnit)
  if (Array.isArray(allocations)) return { allocations: allocations.map(allocationOf) }
  if (typeof allocations !== 'object' || allocations === null) return {}
  return { allocations: Object.entries(allocations).map(([use, personnel]) => ({ use, personnel })) }
}

type Row = readonly [word: string, number] | readonly [word: string, word: string, number]

const rowsIn = (told: unknown): readonly Row[] | undefined =>
  Array.isArray(told) && told.length > 0 && told.every(isRow) ? told : undefined

const isRow = (told: unknown): told is Row =>
  Array.isArray(told) &&
  (told.length === 2 || told.length === 3) &&
  told.every((one, index) => typeof one === (index === told.length - 1 ? 'number' : 'string'))

/** `[["U-44", "T1", 6], ["U-44", "R1", 10]]`: of the words in a row one is of a unit that was told of before. */
const inRows = (rows: readonly Row[], isUnit: (word: string) => boolean): object => {
  const words = rows.map((row) => row.slice(0, -1) as string[])
  const units = new Set(words.flatMap((row) => row.filter(isUnit)))
  const uses = words.map((row) => row.filter((word) => !isUnit(word)))
  if (units.size > 1 || uses.some(({ length }) => length !== 1)) return {}
  const [unit] = units
  return {
    ...(unit === undefined ? {} : { unit }),
    allocations: rows.map((row, index) => ({ use: uses[index]![0], personnel: row.at(-1) })),
  }
}

const allocationOf = (told: unknown): unknown => {
  if (typeof told !== 'object' || told === null || 'use' in told) return told
  const { incident, request, task = request, ...said } = inOurFields('ResourceCommitted', told as Details)
  if (typeof task !== 'string') return told
  return { use: typeof incident === 'string' ? `${incident}/${task}` : task, ...said }
}

/**
 * `{ "fact": "injured", "value": 8 }` says what counts from now on. A decision that is kept elsewhere, such as under an
 * operation, is on a fact of the incident that its basis is of. `{ "fact": "casualties", "dead": 1, "injured": 2 }` names
 * what the numbers are about.
 */
export const factDecided = (
  { fact, about, value, ...said }: Details,
  ofIncident: string | undefined,
): object => {
  if (value === undefined && said.unit === undefined && saysNumbers(said)) {
    const of = typeof fact === 'string' ? { fact: undefined, about: fact } : {}
    return ofIncident === undefined ? of : { incident: ofIncident, ...of }
  }
  const named = typeof fact === 'string' && value !== undefined ? { ...factCalled(fact), value } : undefined
  const decided = named && typeof about === 'string' ? { about, ...named } : (named ?? fact)
  if (typeof decided !== 'object' || decided === null) return {}
  return { fact: { ...(ofIncident === undefined ? {} : { incident: ofIncident }), ...decided } }
}

/** `casualties.killed` are the `dead` of the `casualties`. */
const factCalled = (called: string): { readonly about?: string; readonly name: string } => {
  const [, about, name = called] = /^(.+)[./]([^./]+)$/.exec(called) ?? []
  return { ...(about === undefined ? {} : { about }), name: everywhere[name]?.field ?? name }
}

const saysNumbers = (said: Details): boolean => Object.values(said).some((one) => typeof one === 'number')

/** Steps in full, `{ "step": "alert", "deadline": "…" }`, as their names and by when they are due. */
export const stepsOf = (told: readonly unknown[]): object => {
  const steps = told.map((one) => (typeof one === 'object' && one !== null ? one : { step: one }) as Details)
  const named = steps.map(({ step, id, name, title, deadline }) => {
    return { step: String(step ?? id ?? name ?? title), deadline }
  })
  const dated = named.filter(({ deadline }) => typeof deadline === 'string')
  return {
    steps: named.map(({ step }) => step),
    ...(dated.length > 0
      ? { deadlines: Object.fromEntries(dated.map(({ step, deadline }) => [step, deadline])) }
      : {}),
  }
}

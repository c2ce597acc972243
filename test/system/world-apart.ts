import { forAll, type Line } from '../capabilities/given.ts'

/*
 * Many tests in one log, each as if it were alone: its incidents and papers have names that no other test uses, and it is
 * asked about by partners abroad who are shown its lines and no other ones. That this is enough is the release rule's doing.
 */

/** How many there may be in one log: the picture knows some sixty names of readers. */
const MOST_WORLDS = 40

export interface WorldApart {
  readonly lines: readonly object[]
  /** A question in the names of this world. */
  readonly asked: (text: string) => string
  /** An answer in the names of the test. */
  readonly answered: <Answer>(answer: Answer) => Answer
  /** The partner who stands for an agency here. */
  readonly standIn: (agency: string) => string
}

export const worldApart = (world: number, lines: readonly Line[]): WorldApart => {
  const prefix = `W${world}_`
  const names = new Set(lines.flatMap(({ incident, data }) => [incident, ...papersIn(data)]))
  const standIn = standInOf(world)
  const inThisWorld = (name: string) => (names.has(name) ? prefix + name : name)
  const renamed = (value: unknown): unknown => {
    if (typeof value === 'string') return value.split('/').map(inThisWorld).join('/')
    if (Array.isArray(value)) return value.map(renamed)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([field, inner]) => [field, renamed(inner)]))
  }
  return {
    standIn,
    lines: lines.map((line) => {
      const { handling } = line
      const shown = (handling === forAll ? ['joc'] : (handling.releaseTo ?? [])).map(standIn)
      const releaseTo = [...(handling.releaseTo ?? []), ...shown]
      return { ...(renamed(line) as Line), handling: { ...handling, releaseTo } }
    }),
    asked: (text) =>
      [...names].reduce((asked, name) => asked.replaceAll(`"${name}"`, `"${prefix}${name}"`), text),
    answered: (answer) => JSON.parse(JSON.stringify(answer).replaceAll(new RegExp(prefix, 'gi'), '')),
  }
}

/** The register of all who ask in the tests. */
export const partnersOfWorlds = () =>
  Array.from({ length: MOST_WORLDS }, (_, world) =>
    ['joc', 'police', 'inspection'].map((agency) => ({
      name: standInOf(world)(agency),
      title: `Stands in for ${agency}`,
      agreement: 'A test',
      from: '2020-01-01T00:00:00Z',
    })),
  ).flat()

const standInOf = (world: number) => (agency: string) => `${agency}${world}`

/** Plans and orders are kept under their own names. */
const papersIn = (data: object): readonly string[] => {
  const { plan, order } = data as { readonly plan?: unknown; readonly order?: unknown }
  return [plan, order].filter((one) => typeof one === 'string')
}

import { Readable } from 'node:stream'
import { roster } from '../../services/roster.ts'
import { asking, type Query } from '../story/asking.ts'
import { tellLines } from '../story/told.ts'

/*
 * What a capability is shown with: agencies tell what happened, as lines that an agency could send, and somebody asks over
 * GraphQL. All agencies see what is told unless it says otherwise.
 */

/** A line of one agency, with what matters to the test; everything else is filled in. */
export interface Told {
  readonly id?: string
  readonly agency: string
  readonly type: string
  readonly data: object
  readonly incident?: string
  readonly occurredAt?: string
  readonly recordedAt?: string
  readonly mode?: 'exercise'
  readonly corrects?: string
  readonly retracts?: string
  readonly handling?: { readonly tlp: string; readonly releaseTo?: readonly string[] }
  readonly summary?: string
}

/** What every agency sees. */
export const forAll = { tlp: 'AMBER', releaseTo: roster.map(({ name }) => name) } as const

/** What only these see besides its owner. */
export const shownTo = (...releaseTo: readonly string[]) =>
  ({ handling: { tlp: 'AMBER', releaseTo } }) as const

type Telling = (type: string, data?: object, more?: Partial<Told>) => Told

const tellingOf =
  (agency: string): Telling =>
  (type, data = {}, more = {}) => ({ agency, type, data, ...more })

export const police = tellingOf('police')
export const border = tellingOf('border')
export const corrections = tellingOf('corrections')
export const emergency = tellingOf('emergency')
export const centre = tellingOf('joc')

/** A time of the day on which everything happens, or of another day of that month. */
export const at = (time: string, day = 2): string =>
  `2026-03-${String(day).padStart(2, '0')}T${time}:00+08:00`

/** The moment at which that was known and true. */
export const asOf = (time: string, day = 2): string =>
  `asOf: { known: { at: "${at(time, day)}" }, valid: "${at(time, day)}" }`

/** A line as an agency could send it, with what matters to where and by whom it may be seen. */
export type Line = Told & Required<Pick<Told, 'id' | 'incident' | 'handling'>>

/** Brings the lines in, one after the other, and gives whom to ask afterwards. */
export type Way = (lines: readonly Line[]) => Promise<Query>

/** Through the agencies' desks and the fold, with no process between them. */
const inProcess: Way = async (lines) =>
  asking(await tellLines(Readable.from(lines.map((line) => `${JSON.stringify(line)}\n`)), 'told')).query

let way = inProcess

/** From now on everything goes another way: the tests stay the same. */
export const goThrough = (other: Way): void => {
  way = other
}

/**
 * The joint operations once all of it was told, a minute after each other from eight o'clock on. `ask` gives the data
 * of an answer to the centre's analyst, or to whoever asks as `agency/role`; it fails when there are errors.
 */
export const given = async (...told: readonly Told[]) => {
  const query = await way(told.map(lineOf))
  return {
    ask: (text: string, as = 'joc/analyst') => {
      const [agency, role] = as.split('/') as [string, string]
      return query({ agency, role }, text)
    },
  }
}

const lineOf = (told: Told, index: number): Line => {
  const minute = new Date(Date.parse(at('08:00')) + index * 60_000).toISOString()
  const { occurredAt = minute, recordedAt = occurredAt } = told
  return {
    id: `R-${index + 1}`,
    incident: 'I-1',
    handling: forAll,
    ...told,
    occurredAt,
    recordedAt,
  }
}

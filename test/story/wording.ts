/** How people say moments, spans and names: the words of answers, computed from what the API answers. */

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

interface Clock {
  readonly month: number
  readonly day: number
  readonly time: string
}

/** The clock on the sender's wall: the instant as it was written, with its own offset. */
const clockOf = (instant: string): Clock => {
  const [, month, day, time] = /^\d{4}-(\d\d)-(\d\d)T(\d\d:\d\d)/.exec(instant)!
  return { month: Number(month), day: Number(day), time: time! }
}

/** `14:40` */
export const timeOf = (instant: string): string => clockOf(instant).time

/** `23 Apr 19:05` */
export const momentOf = (instant: string): string => {
  const { month, day, time } = clockOf(instant)
  return `${day} ${months[month - 1]} ${time}`
}

/** `23T13:20` */
export const dayAndTimeOf = (instant: string): string => {
  const { day, time } = clockOf(instant)
  return `${String(day).padStart(2, '0')}T${time}`
}

/** `13 h 25 min`, `35 min` */
export const spanOf = (seconds: number): string => {
  const minutes = Math.round(seconds / 60)
  const hours = Math.floor(minutes / 60)
  return hours === 0 ? `${minutes} min` : `${hours} h ${minutes % 60} min`
}

/** `a`, `a and b`, `a, b and c` */
export const listOf = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`

/** `NB25-14, -32, -39`: the first in full, the others without what they share with it. */
export const referencesOf = (references: readonly string[]): string => {
  const [first = '', ...others] = references
  const series = first.slice(0, first.lastIndexOf('-'))
  const shared = series !== '' && others.every((one) => one.startsWith(`${series}-`))
  return [first, ...others.map((one) => (shared ? one.slice(series.length) : one))].join(', ')
}

/** `1,546` */
export const numberOf = (count: number): string => count.toLocaleString('en-US')

/** The joint operation centre is known by its letters. */
export const agencyOf = (agency: string): string => (agency === 'joc' ? 'JOC' : agency)

/** `1 correction`, `3 corrections` */
export const countOf = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`

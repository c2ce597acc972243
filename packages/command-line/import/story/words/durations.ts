import { DateTime, Duration } from 'luxon'
import type { Details } from '../../report-line.ts'
import { dueWords } from './fields.ts'

/**
 * A task whose time is told as a duration, with the moment until which that is: `due: 'PT30M'` (ISO 8601) or `dueInMin: 30`, counted
 * from when it was given.
 */
export const dated = (task: unknown, occurredAt: string): unknown => {
  if (typeof task !== 'object' || task === null) return task
  const [named, another] = Object.entries(task).flatMap(([field, told]) => {
    const deadline = momentAfter(occurredAt, durationIn(field, told))
    return deadline === undefined ? [] : [{ field, deadline }]
  })
  if (named === undefined || another !== undefined) return task
  const { [named.field]: _, ...rest } = task as Details
  return { ...rest, deadline: named.deadline }
}

const durationIn = (field: string, told: unknown): Duration | undefined => {
  if (typeof told === 'string' && words.has(field)) return Duration.fromISO(told)
  const { word = '', unit = '' } = inUnits.exec(field)?.groups ?? {}
  if (typeof told !== 'number' || !words.has(word)) return undefined
  return Duration.fromObject({ [unit.startsWith('M') ? 'minutes' : 'hours']: told })
}

const words: ReadonlySet<string> = new Set(dueWords.split(' '))

/** `dueInMin`, `deadlineHours` */
const inUnits = /^(?<word>[a-z]+(?:In|At|By)?)(?<unit>Mins?|Minutes|H|Hours)$/

const momentAfter = (occurredAt: string, duration: Duration | undefined): string | undefined => {
  if (!duration?.isValid) return undefined
  const moment = DateTime.fromISO(occurredAt, { setZone: true }).plus(duration)
  return moment.toISO({ suppressMilliseconds: true }) ?? undefined
}

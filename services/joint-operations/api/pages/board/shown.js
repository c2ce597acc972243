/** Values as people read them. */

/** An instant in the browser's own time zone, to the minute. */
export const moment = (instant) =>
  new Date(instant).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' })

/** Seconds as the largest units that matter: 95 min, 7.5 h, 3.2 d. */
export const span = (seconds) => {
  if (seconds < 60) return `${Math.round(seconds)} s`
  if (seconds < 2 * 3600) return `${Math.round(seconds / 60)} min`
  if (seconds < 2 * 86400) return `${Math.round(seconds / 360) / 10} h`
  return `${Math.round(seconds / 8640) / 10} d`
}

/** FieldObservation as words: field observation. */
export const words = (name) => name.replaceAll(/(?<=[a-z])(?=[A-Z])|_/g, ' ').toLowerCase()

/** What an event is, as words; a filed report is what its sender calls it. */
export const calledBySender = ({ type, details }) => words(details?.reportType ?? type)

/** The browser's own time zone, in which every instant is shown. */
export const timeZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone

/** A stated value with its unit. */
export const valued = ({ value, unit }) => (unit ? `${value} ${unit}` : String(value))

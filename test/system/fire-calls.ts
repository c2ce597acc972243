import { csvRows } from './csv-rows.ts'

/** One stamp of one unit: when it came to a status. */
export interface Stamp {
  readonly unit: string
  readonly status: string
  readonly atMs: number
}

/** A call as the control room's table tells it. All times in milliseconds since the Unix epoch. */
export interface FireCall {
  readonly incident: string
  readonly receivedMs: number
  readonly enteredMs: number
  readonly stamps: readonly Stamp[]
}

const columns = [
  ['Dispatch DtTm', 'DISPATCHED'],
  ['Response DtTm', 'RESPONDING'],
  ['On Scene DtTm', 'ON_SCENE'],
  ['Transport DtTm', 'TRANSPORTING'],
  ['Hospital DtTm', 'AT_HOSPITAL'],
  ['Available DtTm', 'AVAILABLE'],
] as const

/** The calls of the table, read without anything of the importer. */
export const fireCallsIn = (text: string): readonly FireCall[] => {
  const calls = new Map<string, FireCall & { readonly stamps: Stamp[] }>()
  for (const row of csvRows(text)) {
    const incident = `SF-${row['Call Number']}`
    const call = calls.get(incident) ?? {
      incident,
      receivedMs: clock(row['Received DtTm']!),
      enteredMs: clock(row['Entry DtTm']!),
      stamps: [],
    }
    calls.set(incident, call)
    for (const [column, status] of columns) {
      if (row[column] !== '') call.stamps.push({ unit: row['Unit ID']!, status, atMs: clock(row[column]!) })
    }
  }
  return [...calls.values()]
}

/** The table is of one week in April 2020: its clocks are seven hours behind UTC throughout. */
const clock = (text: string): number => {
  const [, month, day, hour, minute, second, half] =
    /^(04)\/(\d\d)\/2020 (\d\d):(\d\d):(\d\d) ([AP]M)$/.exec(text) ?? []
  if (!half) throw new Error(`${text} is not a time of April 2020.`)
  const hours = (Number(hour) % 12) + (half === 'PM' ? 12 : 0)
  return Date.UTC(2020, Number(month) - 1, Number(day), hours + 7, Number(minute), Number(second))
}

/** The seconds from the receipt of the call until each step was reached; null where it was not. */
export const latencyOf = ({ receivedMs, enteredMs, stamps }: FireCall) => {
  const at = (status: string) => stamps.flatMap((stamp) => (stamp.status === status ? [stamp.atMs] : []))
  const seconds = (ms: number) => (Number.isFinite(ms) ? (ms - receivedMs) / 1000 : null)
  const [dispatched, arrived, free] = [at('DISPATCHED'), at('ON_SCENE'), at('AVAILABLE')]
  const isOver = lastFree(stamps) !== undefined
  return {
    recordedS: seconds(enteredMs),
    taskedS: seconds(Math.min(...dispatched)),
    arrivedS: seconds(Math.min(...arrived)),
    clearedS: isOver ? seconds(Math.max(...free)) : null,
  }
}

/** A call is over when the last of its units is free; undefined while none was ever. */
const lastFree = (stamps: readonly Stamp[]): number | undefined => {
  const free = stamps.flatMap((stamp) => (stamp.status === 'AVAILABLE' ? [stamp.atMs] : []))
  return free.length > 0 ? Math.max(...free) : undefined
}

/**
 * What the control room could say at a moment: the open calls, and which units were on scene. Of what had happened by
 * `validMs` only what was known by `knownMs` counts; a call is known once it is entered, a stamp when it is made.
 */
export const situationOf = (
  calls: readonly FireCall[],
  { knownMs, validMs }: { readonly knownMs: number; readonly validMs: number },
) => {
  const limit = Math.min(knownMs, validMs)
  const open = calls.filter(
    ({ receivedMs, enteredMs, stamps }) =>
      enteredMs <= knownMs &&
      receivedMs <= validMs &&
      !((lastFree(stamps) ?? Number.POSITIVE_INFINITY) <= limit),
  )
  const onScene = open.flatMap(({ incident, stamps }) => {
    const now = new Map<string, Stamp>()
    for (const stamp of stamps) {
      const before = now.get(stamp.unit)
      if (stamp.atMs <= limit && (!before || stamp.atMs >= before.atMs)) now.set(stamp.unit, stamp)
    }
    return [...now.values()].flatMap(({ unit, status }) =>
      status === 'ON_SCENE' ? [`${incident} ${unit}`] : [],
    )
  })
  return { open: open.map(({ incident }) => incident).sort(), onScene: onScene.sort() }
}

import type { Details } from './report-line.ts'

/** As much of a line as it takes to say it several times. */
interface Line {
  readonly id: string
  readonly type: string
  readonly incident: string
  readonly data: Details
}

/**
 * One line may say what is one record each here: several records released, several incidents merged into one. The first
 * keeps the number of the line; the others are its `.2`, `.3` and so on.
 */
export const severally = <Told extends Line>(line: Told): readonly Told[] => {
  const field = fieldsOfSeveral(line).find((name) => listed(line, name).length > 1)
  if (field === undefined) return [line]
  return listed(line, field).map((one, index) => ({
    ...line,
    id: index === 0 ? line.id : `${line.id}.${index + 1}`,
    data: { ...line.data, [field]: one },
  }))
}

/** What a line lists by name: an incident that others are merged into is none of those that end. */
const listed = ({ data }: Line, field: string): readonly unknown[] => {
  const list = data[field]
  return Array.isArray(list) ? list.filter((one) => one !== data.into) : []
}

const fieldsOfSeveral = ({ type }: Line): readonly string[] => {
  if (/^Incidents?Merged$/.test(type)) return ['merged', 'from', 'incidents']
  return /^Release(Granted|Revoked|Withdrawn)$|^((Record|Report|Alert|Product|Statement)s?)?(Released|Disclosed|Shared)((To|With)\w+)?$/.test(
    type,
  )
    ? ['event', 'events', 'records']
    : []
}

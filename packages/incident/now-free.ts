import type { Records } from './records.ts'
import { lastStanding } from './records.ts'

/**
 * What is recorded of a task that is done, or of people who are let go: besides what was said, the unit that had been told
 * of when it was bound. The unit's own history shows only what names it, and it would be bound for ever there.
 */
export const nowFree = (type: string, said: unknown, records: Records): unknown => {
  const { task, request, unit } = said as Bound
  if (unit !== undefined || (type !== 'TaskCompleted' && type !== 'ResourceReleased')) return said
  const bound = lastStanding(records, ({ type: one, data }) => {
    const binding = data as Bound
    if (one === 'TaskAccepted') return task !== undefined && binding.task === task
    return one === 'ResourceCommitted' && (binding.request ?? binding.task) === (request ?? task)
  })?.data as Bound | undefined
  if (bound === undefined) return said
  const people = type === 'TaskCompleted' && bound.personnel !== undefined
  return {
    ...(people ? { personnel: bound.personnel } : {}),
    ...(bound.unit === undefined ? {} : { unit: bound.unit }),
    ...(said as object),
  }
}

interface Bound {
  readonly task?: string
  readonly request?: string
  readonly unit?: string
  readonly personnel?: number
}

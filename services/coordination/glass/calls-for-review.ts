import { isOverdue, reviewDueMs } from '@concord/access'
import { type DueCommand, stepKey } from '../due-command.ts'
import { JOINT_CENTRE } from '../joint-centre.ts'
import type { WatchedGlass, WatchedGlasses } from './watched-glass.ts'

/**
 * The calls for reviews that nobody has made in time: one to the joint centre's overseers and one to each owner who was
 * told of the break-glass, because none of them is to learn who else has records in the incident.
 */
export const callsForReview = (glasses: WatchedGlasses, nowMs: number): readonly DueCommand[] =>
  Object.values(glasses)
    .filter((glass) => isOverdue(glass, nowMs))
    .flatMap((glass) =>
      [JOINT_CENTRE, ...glass.noticed.filter((owner) => owner !== JOINT_CENTRE)]
        .filter((to) => !glass.calledFor.includes(to))
        .map((to) => callOf(glass, to)),
    )

const callOf = (glass: WatchedGlass, to: string): DueCommand => {
  const dueAt = new Date(reviewDueMs(glass)).toISOString()
  const { invocation, incident, reader } = glass
  return {
    key: stepKey('glass-review', invocation, to),
    command: 'CallForBreakGlassReview',
    incident,
    occurredAt: dueAt,
    mode: 'operational',
    marking: { tlp: 'AMBER', releaseTo: [to] },
    summary: `Nobody has reviewed that a member of ${reader.agency} saw ${incident} without release`,
    data: { invocation, to, dueAt },
  }
}

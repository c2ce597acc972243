import type { TaskChange } from '../changes/change.ts'
import { type Apply, put } from './applier.ts'
import { bind } from './binding.ts'
import { letGoOf, settledOf } from './letting-go.ts'
import { withRequests } from './request-state.ts'
import { stillBound } from './still-bound.ts'
import type { Task } from './topic-view.ts'

/**
 * A task as it stands: what a step does not say is kept from the steps before. People bound to it are let go once
 * it is over.
 */
export const task: Apply<'task'> = (view, change, held) => {
  const same = (one: { task: string }) => one.task === change.task
  const before = view.tasks.find(same)
  // A deadline says nothing about a task that was done or withdrawn before it, even if that was reported later.
  const over = before?.state === 'completed' || before?.state === 'withdrawn'
  if (over && change.state === 'overdue') return view
  if (before && isOtherDeadline(before, change))
    return { ...view, tasks: put(view.tasks, { ...before, deadline: change.deadline }, same) }
  const state = {
    task: change.task,
    title: change.title ?? before?.title,
    agency: change.agency ?? before?.agency,
    state: change.state,
    deadline: change.deadline ?? before?.deadline,
    assigned: change.state === 'assigned' ? held : before?.assigned,
    personnel: change.personnel ?? before?.personnel,
    unit: change.unit ?? before?.unit,
    reason: change.reason,
    by: held.source.agency,
    ...held,
  }
  return { ...view, tasks: put(view.tasks, state, same), ...stillBound(view, change, held) }
}

/** Whoever has accepted a task and is given another deadline for it need not accept it again. */
const isOtherDeadline = (before: Task, { state, deadline, agency, title, reason }: TaskChange): boolean =>
  state === 'assigned' &&
  before.state === 'accepted' &&
  deadline !== undefined &&
  (agency === undefined || agency === before.agency) &&
  title === undefined &&
  reason === undefined

/**
 * A request as it stands. The agency that asked first stays the one that asks; what a step leaves out is kept from earlier
 * steps.
 */
export const request: Apply<'request'> = (view, change, held) => {
  const same = (one: { request: string }) => one.request === change.request
  const before = view.requests.find(same)
  const state = {
    request: change.request,
    of: change.of ?? before?.of,
    by: before?.by ?? held.source.agency,
    personnel: change.personnel ?? before?.personnel,
    what: change.what ?? before?.what,
    quantity: change.quantity ?? before?.quantity,
    state: change.state,
    ...held,
  }
  return { ...view, requests: put(view.requests, state, same) }
}

/** Who has asked for people is told so when the last of those are let go who were bound to the request. */
export const commitment: Apply<'commitment'> = (view, change, held) => {
  if (change.state === 'committed') {
    const { agency, use } = change
    const lettingGo = settledOf(view.lettingGo, (one) => one.agency === agency && one.use === use)
    return { ...view, commitments: bind(view.commitments, change, held), lettingGo }
  }
  return withRequests({ ...view, ...letGoOf(view, change, held) }, new Set([change.use]), held)
}

/**
 * Where a unit is now. When it first came to each status is kept, so that a status told again changes no time of
 * turn-out.
 */
export const unit: Apply<'unit'> = (view, change, held) => {
  const same = (one: { agency: string; unit: string }) =>
    one.agency === change.agency && one.unit === change.unit
  const before = view.units.find(same)
  const state = {
    agency: change.agency,
    unit: change.unit,
    unitKind: change.unitKind ?? before?.unitKind,
    status: change.status,
    times: { ...before?.times, [change.status]: before?.times[change.status] ?? held.since },
    ...held,
  }
  return { ...view, units: put(view.units, state, same) }
}

import type { AsOf, Data, Question } from './question.ts'
import { agencyOf, countOf, dayAndTimeOf, listOf, momentOf, timeOf } from './wording.ts'

/** Who is at large, since when, on whose word. */
export const whoIsAtLarge = (incident: string, asOf: AsOf): Question => ({
  asks: [
    {
      query: /* GraphQL */ `
        query WhoIsAtLarge($incident: ID!, $asOf: AsOf) {
          incident(id: $incident, asOf: $asOf) {
            persons { subject status missingSince missingSource { reference } }
          }
        }
      `,
      variables: { incident, asOf },
    },
  ],
  toAnswer: ({ incident }) => {
    const missed = (incident?.persons ?? []).filter((person: Data) => person.missingSince)
    if (missed.length === 0) return 'nobody known to be missing'
    const out = missed
      .filter((person: Data) => person.status === 'AT_LARGE' || person.status === 'MISSING')
      .map((person: Data) => person.subject)
    const first = earliest(missed)
    const source = `source ${first.missingSource.reference}`
    return `${out.length} at large (${out.join(', ') || 'none'}), since ${dayAndTimeOf(first.missingSince)} (${source})`
  },
})

const earliest = (persons: readonly Data[]): Data =>
  persons.reduce((first, one) =>
    Date.parse(one.missingSince) < Date.parse(first.missingSince) ? one : first,
  )

/** Which tasks nobody is on, and who is on the others. */
export const whichTasksHaveNoOne = (operation: string, asOf: AsOf): Question => ({
  asks: [
    {
      query: /* GraphQL */ `
        query TasksWithoutAnyone($operation: ID!, $asOf: AsOf) {
          operation(id: $operation, asOf: $asOf) {
            tasks {
              task title state unassigned since by agency
              assignedSource { event { summary } }
            }
          }
        }
      `,
      variables: { operation, asOf },
    },
  ],
  toAnswer: ({ operation }) => {
    const tasks: readonly Data[] = operation?.tasks ?? []
    const idle = tasks.filter((task) => task.unassigned).map(idleTask)
    const taken = tasks.filter((task) => !task.unassigned).map((task) => `${task.task} ${agencyOf(task.by)}`)
    const none = idle.length === 0 ? 'none' : idle.join('; ')
    return taken.length === 0 ? none : `${none}; ${listOf(taken)} accepted`
  },
})

const idleTask = (task: Data): string => {
  const title = titleOf(task)
  const name = title === undefined ? task.task : `${task.task} (${title})`
  const state = task.state.toLowerCase()
  return task.state === 'ASSIGNED'
    ? `${name}: not answered since ${timeOf(task.since)}`
    : `${name}: ${state} ${timeOf(task.since)} by ${agencyOf(task.by)}`
}

/** The task's own title; else what the report that gave it says after the task's name and the agency's. */
const titleOf = ({ task, title, by, agency, assignedSource }: Data): string | undefined => {
  if (title) return withoutAgency(title, [by, agency])
  const summary: string = assignedSource?.event?.summary ?? ''
  const told = new RegExp(`\\b${task.replaceAll(/\W/g, '\\$&')}\\s+([^,;.]+)`).exec(summary)?.[1]?.trim()
  return told && withoutAgency(told, [by, agency])
}

const withoutAgency = (text: string, agencies: readonly (string | null)[]): string => {
  const first = text.split(' ')[0]
  return agencies.includes(first!) ? text.slice(first!.length + 1) : text
}

/** Whether people are bound twice at a moment, and how that was settled since. */
export const whoIsCommittedTwice = (asOf: AsOf): Question => ({
  asks: [{ query: doubleCommitments, variables: { asOf } }],
  toAnswer: ({ asked, today }) => {
    const double: readonly Data[] = asked.nodes.filter((one: Data) => one.commitments && !one.ended)
    if (double.length === 0) return 'No'
    const settled: readonly Data[] = today.nodes.filter((one: Data) => one.settledBy)
    return double.map((one) => `Yes: ${committedTwice(one, settled.find(isSame(one)))}`).join('; ')
  },
})

const doubleCommitments = /* GraphQL */ `
  query DoubleCommitments($asOf: AsOf) {
    asked: conflicts(asOf: $asOf) { nodes { ...Double } }
    today: conflicts { nodes { ...Double } }
  }
  fragment Double on Conflict {
    ... on DoubleCommitment {
      unit personnel
      commitments { use since }
      ended { since }
      settledBy { since source { reference } allocations { use personnel } }
    }
  }
`

const isSame = (one: Data) => (other: Data) =>
  JSON.stringify(one.commitments.map(useOf)) === JSON.stringify(other.commitments.map(useOf))

const useOf = ({ use }: Data): string => use

/** What people are bound to, without the incident it belongs to. */
const shortUse = (use: string): string => use.slice(use.indexOf('/') + 1).toUpperCase()

const committedTwice = ({ unit, personnel, commitments }: Data, later: Data | undefined): string => {
  const who = [unit && `unit ${unit}`, personnel && countOf(personnel, 'people').replace('peoples', 'people')]
  const uses = commitments.map((one: Data) => `on ${shortUse(one.use)} since ${timeOf(one.since)}`)
  return [...who.filter(Boolean), `${listOf(uses)}; ${settledIn(later)}`].join(', ')
}

const settledIn = (conflict: Data | undefined): string => {
  if (!conflict) return 'not settled'
  const { since, source, allocations } = conflict.settledBy
  // In the order in which the people were bound; the log keeps the fields of a decision in the order of their names.
  const bound: readonly string[] = conflict.commitments.map((one: Data) => shortUse(one.use))
  const inOrder = allocations.toSorted(
    (a: Data, b: Data) => bound.indexOf(shortUse(a.use)) - bound.indexOf(shortUse(b.use)),
  )
  const kept = inOrder.map((one: Data) => `${one.personnel} on ${shortUse(one.use)}`)
  return `settled ${timeOf(since)} by ${source.reference} (${kept.join(', ')})`
}

/** Whether somebody with a ground to pass may go through a checkpoint. */
export const mayPass = (checkpoint: string, ground: string, asOf: AsOf): Question => ({
  asks: [
    {
      query: /* GraphQL */ `
        query MayPass($checkpoint: ID!, $asOf: AsOf) {
          checkpoint(id: $checkpoint, asOf: $asOf) {
            status since reason exceptions exceptionsSince exceptionsSource { reference }
            incident { measures { kind state } }
          }
        }
      `,
      variables: { checkpoint, asOf },
    },
  ],
  toAnswer: ({ checkpoint: found }) => {
    if (!found || found.status === 'OPEN') return 'Yes: the checkpoint is open'
    const reason = reasonOf(found)
    const why = reason ? ` (${reason})` : ''
    const status = `checkpoint ${found.status.toLowerCase()} since ${momentOf(found.since).replace(/^0/, '')}${why}`
    const exceptions = listOf(found.exceptions.map((one: string) => one.replaceAll('-', ' ')))
    const since = `since ${timeOf(found.exceptionsSince)} (${found.exceptionsSource.reference})`
    if (!found.exceptions.includes(ground))
      return `No: ${status}${exceptions && `, exceptions ${exceptions} ${since}`}`
    return `Yes as ${ground}: ${status}, exceptions ${exceptions} ${since}`
  },
})

/** The reason given, or else the measure in force in the incident under which the status was set. */
const reasonOf = ({ reason, incident }: Data): string | undefined =>
  reason ??
  (incident?.measures ?? []).find((one: Data) => one.state === 'IMPOSED' || one.state === 'EXTENDED')?.kind

import type { Details } from '../../report-line.ts'

/*
 * Which incidents a line is about, and under which of them it is kept. Types and fields go by the names they have here.
 */

/** A line of a story: what it is called there, under which incident it stands, and what it says. */
export interface StoryLine {
  readonly type: string
  readonly incident: string
  readonly data: Details
}

/** What a line is kept under: a paper under its own name, everything else under its incident. */
export const homeIn = (line: StoryLine): string => paperOf(line) ?? line.incident

/**
 * Which incidents of a merge end and which one goes on. A story files it under any of them and names the others, or all;
 * where it does not say which goes on, it is the one that it is filed under.
 */
export const mergesIn = ({
  type,
  incident,
  data,
}: StoryLine): readonly { readonly merged: string; readonly into: string }[] => {
  if (type !== 'IncidentMerged') return []
  const named = (...fields: readonly string[]) =>
    fields.flatMap((field) => [data[field]].flat()).filter((one) => typeof one === 'string')
  const into = named('into', 'b', 'target')[0] ?? incident
  const others = new Set(named('merged', 'from', 'incidents', 'a', 'source').filter((one) => one !== into))
  const ended = others.size > 0 ? [...others] : [incident].filter((one) => one !== into)
  return ended.map((merged) => ({ merged, into }))
}

/**
 * The two ends of a link, under our names for them: `incidents: ["INC-1", "INC-2"]` names both, `other: "INC-2"` the one
 * that the line is not filed under.
 */
export const linkIn = ({ incident, data }: StoryLine): { a: string; b: string } | undefined => {
  if (typeof data.a === 'string' || typeof data.b === 'string') return undefined
  const named = [
    data.incidents,
    data.from,
    data.to,
    data.other,
    data.with,
    data.linkedTo,
    data.linkedIncident,
  ]
    .flat()
    .filter((one) => typeof one === 'string')
  const [a, b] = [...new Set(named.length === 1 ? [incident, ...named] : named)]
  return a === undefined || b === undefined ? undefined : { a, b }
}

/** A paper is kept under its own name, whichever incident a story tells of it in. */
export const paperOf = ({ type, data }: StoryLine): string | undefined => {
  const name = data[papers.get(type) ?? '']
  return typeof name === 'string' && /^[\w.-]{1,64}$/.test(name) ? name : undefined
}

/** By which field each of them says which paper it is about. */
const papers: ReadonlyMap<string, string> = new Map([
  ['PlanDrafted', 'plan'],
  ['PlanApproved', 'plan'],
  ['PlanActivated', 'plan'],
  ['PlanSuperseded', 'plan'],
  ['OrderIssued', 'order'],
  ['PersonnelAssignedByOrder', 'order'],
  ['OrderRevoked', 'order'],
  ['SharedAreaDefined', 'area'],
])

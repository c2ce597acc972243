/*
 * Which incidents a line is about, and under which of them it is kept.
 */

type Details = Readonly<Record<string, unknown>>

export interface Told {
  readonly type: string
  readonly incident: string
  readonly data: Details
}

/**
 * Which incident of a merge ends and which goes on. A story files it under either of the two and names the other one, or
 * both.
 */
export const mergeIn = ({ type, incident, data }: Told): { merged: string; into: string } | undefined => {
  if (!/^Incidents?Merged$/.test(type)) return undefined
  const named = (field: string) => (typeof data[field] === 'string' ? data[field] : undefined)
  const into = named('into') ?? named('b')
  const merged = [named('from'), named('a'), incident].find((one) => one !== undefined && one !== into)
  return into === undefined || merged === undefined ? undefined : { merged, into }
}

/**
 * The two ends of a link, under our names for them: `incidents: ["INC-1", "INC-2"]` names both, `other: "INC-2"` the one
 * that the line is not filed under.
 */
export const linkIn = ({ type, incident, data }: Told): { a: string; b: string } | undefined => {
  if (!/^Incidents?(Unl|L)inked$/.test(type) || typeof data.a === 'string' || typeof data.b === 'string')
    return undefined
  const named = [data.incidents, data.from, data.to, data.other, data.with, data.linkedTo]
    .flat()
    .filter((one) => typeof one === 'string')
  const [a, b] = [...new Set(named.length === 1 ? [incident, ...named] : named)]
  return a === undefined || b === undefined ? undefined : { a, b }
}

/** A plan or an order is kept under its own name, whichever incident a story tells of it in. */
export const paperOf = ({ type, data }: Omit<Told, 'incident'>): string | undefined => {
  const paper = paperOfType(type)
  const name = paper === undefined ? undefined : data[paper]
  return typeof name === 'string' && /^[\w.-]{1,64}$/.test(name) ? name : undefined
}

export const paperOfType = (type: string): string | undefined => {
  if (/^Plan(Drafted|Approved|Activated|Superseded)$/.test(type)) return 'plan'
  if (/^Order(Issued|Revoked)$|^PersonnelAssignedByOrder$/.test(type)) return 'order'
  return type === 'SharedAreaDefined' ? 'area' : undefined
}

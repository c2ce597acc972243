/*
 * What is one thing here and goes by another name elsewhere. Only names are changed, never what is said: a field that
 * Concord has a word for already is left alone, and what nobody here knows is kept as it came.
 */

/** The name of an event here, for the name a story gives it. */
export const ourType = (type: string): string =>
  otherTypes.get(type) ?? (type.endsWith('Retracted') ? 'ReportRetracted' : type)

const otherTypes: ReadonlyMap<string, string> = new Map([
  ['IncidentsMerged', 'IncidentMerged'],
  ['IncidentsSplit', 'IncidentSplit'],
  ['ConflictResolved', 'DecisionRecorded'],
])

type Details = Readonly<Record<string, unknown>>

/** Details with their fields under the names that an event of that type has here, and codes in letters. */
export const inOurFields = (type: string, details: Details): Details => {
  const names = { ...codes, ...otherFields.get(type) }
  const ours = new Set(Object.values(names).map(({ field }) => field))
  const given = new Set(Object.keys(details).filter((field) => ours.has(field)))
  const renamed = Object.entries(details).map(([theirs, value]) => {
    const name = names[theirs]
    const isFree = theirs === name?.field || !given.has(name?.field ?? '')
    const meant = name && isFree ? name.as(value) : undefined
    if (name === undefined || meant === undefined) return [theirs, value] as const
    given.add(name.field)
    return [name.field, meant] as const
  })
  return Object.fromEntries(renamed)
}

/** Our name of a field, and how the value is written under it; undefined where it cannot be. */
interface OurField {
  readonly field: string
  readonly as: (value: unknown) => unknown
}

type OurFields = Readonly<Record<string, OurField>>

const called = (field: string, as: OurField['as'] = (value) => value): OurField => ({ field, as })

/** A code is a word, even one that is written in digits alone. */
const inLetters = (value: unknown): unknown =>
  Array.isArray(value) ? value.map(inLetters) : typeof value === 'number' ? String(value) : value

const codes: OurFields = Object.fromEntries(
  [
    ...['soum', 'soums', 'checkpoint', 'post', 'segment', 'unit', 'task', 'request'],
    ...['inject', 'step', 'order', 'plan', 'edition', 'measure', 'action', 'evidence', 'permit'],
  ].map((field) => [field, called(field, inLetters)]),
)

const asList = (value: unknown): unknown => (Array.isArray(value) ? value : [value])

const hyphened = (value: unknown): unknown =>
  typeof value === 'string' ? value.toLowerCase().replaceAll(/[\s_]+/g, '-') : value

/** One event is released at a time; several are several lines. */
const onlyOne = (value: unknown): unknown =>
  Array.isArray(value) ? (value.length === 1 ? value[0] : undefined) : value

/** How many are not who. */
const onlyNumber = (value: unknown): unknown => (typeof value === 'number' ? value : undefined)

const aMoment = (value: unknown): unknown =>
  typeof value === 'string' && /T\d{2}:\d{2}.*(Z|[+-]\d{2}:\d{2})$/.test(value) ? value : undefined

/** CAP 1.2 refers to messages as `sender,identifier,sent`, several apart by spaces; some write the identifier alone. */
const lastIdentifier = (value: unknown): unknown => {
  const last = [value].flat().at(-1)
  if (typeof last !== 'string') return undefined
  const message = last.trim().split(/\s+/).at(-1)!
  return message.split(',')[message.includes(',') ? 1 : 0]
}

const deadlines = { due: called('deadline', aMoment), dueAt: called('deadline', aMoment) }
const released = {
  events: called('event', onlyOne),
  target: called('event', onlyOne),
  to: called('to', asList),
  partner: called('to', asList),
  agency: called('to', asList),
}
const measured = { type: called('kind'), measureType: called('kind') }
const edited = { version: called('edition', inLetters) }
const alerted = { references: called('replaces', lastIdentifier) }
const burnt = { areaSqKm: called('areaKm2'), hectares: called('areaHa') }

const otherFields: ReadonlyMap<string, OurFields> = new Map(
  Object.entries({
    TaskAssigned: { to: called('agency'), assignee: called('agency'), ...deadlines },
    LeadAgencyAssigned: { lead: called('agency'), to: called('agency') },
    ReleaseGranted: released,
    ReleaseRevoked: { ...released, from: called('to', asList) },
    ReleaseRefused: released,
    ReleaseRequested: { from: called('of'), to: called('to', asList) },
    CustodyStateChanged: { to: called('state'), status: called('state') },
    HeadcountTaken: { counted: called('present'), count: called('present') },
    UnitStatusReported: { status: called('status', hyphened) },
    PlanDrafted: edited,
    PlanApproved: edited,
    PlanActivated: edited,
    PlanSuperseded: edited,
    PersonnelAssignedByOrder: { unit: called('units', asList), personnel: called('headCount', onlyNumber) },
    SharedAreaDefined: { soums: called('areas', inLetters) },
    MeasureTypeDefined: measured,
    MeasureProposed: measured,
    MeasureImposed: measured,
    PublicAlertUpdated: alerted,
    PublicAlertCancelled: alerted,
    FireReported: burnt,
    FireStatusReported: burnt,
    FireStatusCorrected: burnt,
    FireCrossedBorder: burnt,
    FireContained: burnt,
    FireOut: burnt,
  }),
)

import type { Ask, Asker, AsOf, Data, Question } from './question.ts'
import { agencyOf, countOf, listOf, momentOf, referencesOf, spanOf, timeOf } from './wording.ts'

/** What a report is about, in a word for a sentence: by its type. */
export type Noun = (event: Data) => string

/** From when to when two incidents were held to belong together, and why that was ended. */
export const whenWereTheyLinked = (a: string, b: string, noun: Noun, asOf: AsOf = {}): Question => ({
  asks: [
    {
      query: /* GraphQL */ `
        query Links($a: ID!, $asOf: AsOf) {
          incident(id: $a, asOf: $asOf) {
            links {
              a b from until heldS knownRefutableSince avoidableS
              basis { type occurredAt occurredUntil knownAt data }
            }
          }
        }
      `,
      variables: { a, asOf },
    },
  ],
  toAnswer: ({ incident }) => {
    const link = (incident?.links ?? []).find((one: Data) => one.a === b || one.b === b)
    if (!link) return 'Never'
    if (!link.until) return `Since ${momentOf(link.from)}`
    const held = `From ${momentOf(link.from)} to ${momentOf(link.until)} (${spanOf(link.heldS)})`
    return link.basis.length === 0 ? held : `${held}; ${refuted(link, noun)}`
  },
})

const refuted = ({ basis, knownRefutableSince, avoidableS }: Data, noun: Noun): string => {
  const facts = basis
    .toSorted((a: Data, b: Data) => Date.parse(a.occurredAt) - Date.parse(b.occurredAt))
    .map((one: Data, index: number) => `the ${noun(one)} ${index === 0 ? 'date ' : ''}from ${datedAt(one)}`)
  const number = basis.length === 2 ? 'both' : 'all'
  return `${facts.join(', ')}. The facts that refute it were ${number} recorded by ${momentOf(knownRefutableSince)}, so the link could have been refused ${spanOf(avoidableS)} earlier`
}

/** The sender's estimate in its own words, or the time or times it claims. */
const datedAt = ({ data, occurredAt, occurredUntil }: Data): string =>
  data.estimate ?? (occurredUntil ? `${timeOf(occurredAt)}-${timeOf(occurredUntil)}` : timeOf(occurredAt))

/** Which first reports became known the longest after it happened. */
export const whichReportsWereSlowest = (first: number): Question => ({
  asks: [
    {
      query: /* GraphQL */ `
        query SlowestReports($first: Int!) {
          slowestReports(first: $first) { nodes { reference agency delayS } }
        }
      `,
      variables: { first },
    },
  ],
  toAnswer: ({ slowestReports }) =>
    slowestReports.nodes
      .map((one: Data) => `${one.reference} ${agencyOf(one.agency)} ${spanOf(one.delayS)}`)
      .join('; '),
})

/** How long after it truly happened the first report came, and how long until it was put right. */
export const howLongUntilCorrected = (incident: string): Question => ({
  asks: [
    {
      query: /* GraphQL */ `
        query Corrections($incident: ID!) {
          incident(id: $incident) {
            corrections {
              first { knownAt } corrected { occurredAt knownAt }
              truthToReportS reportToCorrectionS
            }
          }
        }
      `,
      variables: { incident },
    },
  ],
  toAnswer: ({ incident }) => {
    const [correction] = incident?.corrections ?? []
    if (!correction) return 'never corrected'
    const { first, corrected, truthToReportS, reportToCorrectionS } = correction
    const until = (from: string, to: string) => `(${timeOf(from)} to ${timeOf(to)})`
    return [
      `${spanOf(truthToReportS)} ${until(corrected.occurredAt, first.knownAt)}`,
      `${spanOf(reportToCorrectionS)} ${until(first.knownAt, corrected.knownAt)}`,
    ].join('; ')
  },
})

/** What a reader may see of some events, everywhere it could show; the owner says to whom they were released. */
export const whatMayBeSeen = (references: readonly string[], owner: Asker): Question => ({
  asks: [everywhere(references), { ...everywhere(references), as: owner }],
  toAnswer: (seen, owned) => {
    const shown = references.filter((reference) => showsIn(seen, reference))
    if (shown.length > 0) return `${listOf(shown)}, in what is shown`
    return `Nothing: released to ${releasedTo(owned.e0)} only; not in lists, counts, history or errors`
  },
})

/** Whether a reader may see an event; the owner says to whom it was released and under what condition. */
export const mayBeSeen = (reference: string, owner: Asker): Question => ({
  asks: whatMayBeSeen([reference], owner).asks,
  toAnswer: (seen, owned) => {
    if (showsIn(seen, reference)) return `Yes: ${reference}`
    const { conditions, courtUse } = owned.e0.marking
    const condition = conditionOf(conditions, courtUse)
    return `No: released to ${releasedTo(owned.e0)}${condition ? `, condition ${condition}` : ''}`
  },
})

/** Asks for the events by name, and for every list, count and history in which they could show. */
const everywhere = (references: readonly string[]): Ask => {
  const numbers = references.map((_, index) => index)
  const named = numbers.map(
    (index) => `e${index}: event(id: $r${index}) { reference marking { releaseTo conditions courtUse } }`,
  )
  const found = numbers.map(
    (index) => `s${index}: search(text: $s${index}) { events { totalCount nodes { id reference } } }`,
  )
  const declared = numbers.map((index) => `$r${index}: ID!, $s${index}: String!`).join(', ')
  return {
    query: `query Everywhere(${declared}) {
      ${[...named, ...found].join('\n      ')}
      lists: events(first: 100) {
        totalCount
        nodes { reference corrects { reference } supersededBy { reference } chain { reference } }
      }
      counts: statistics { total { count } }
      history: incidents(first: 20) {
        nodes { timeline(first: 100, superseded: true) { nodes { event { reference } } } }
      }
    }`,
    variables: Object.fromEntries(
      references.flatMap((reference, index) => [
        [`r${index}`, reference],
        [`s${index}`, reference],
      ]),
    ),
  }
}

/** Whether an event is named anywhere in what was answered, or counted where it is not listed. */
const showsIn = (seen: Data, reference: string): boolean =>
  JSON.stringify(seen).includes(`"${reference}"`) || seen.lists.totalCount !== seen.counts.total.count

const releasedTo = ({ marking }: Data): string => listOf(marking.releaseTo.map(agencyOf))

/** `H1 (no court use without the owner's permission)`: the handling code, and what it asks. */
const conditionOf = (conditions: string | null, courtUse: string | null): string | undefined => {
  const asks = courtUse === 'refused' ? 'no court use' : "no court use without the owner's permission"
  if (!conditions) return courtUse && courtUse !== 'permitted' ? asks : undefined
  const [, code, text] = /^([A-Z]\d):\s*(.*)$/.exec(conditions) ?? []
  if (!code) return conditions
  return `${code} (${text!.replace(/^not for use in court/, 'no court use')})`
}

/** How many events there are of each mode, and in all. */
export const howManyEvents = (): Question => ({
  asks: [
    {
      query: /* GraphQL */ `
        query HowManyEvents { statistics { total { count } byMode { name count } } }
      `,
      variables: {},
    },
  ],
  toAnswer: ({ statistics }) => {
    const modes = statistics.byMode
      .toSorted((a: Data, b: Data) => b.count - a.count)
      .map((one: Data) => `${one.count} ${one.name}`)
    return `${modes.join(', ')}, ${statistics.total.count} in the log`
  },
})

/** Whether anything was changed after the fact. */
export const wasAnythingChanged = (): Question => ({
  asks: [
    {
      query: /* GraphQL */ `
        query WasAnythingChanged {
          integrity {
            intact checked firstDifference events
            corrections { totalCount nodes { reference } }
            retractions { totalCount nodes { reference } }
            erasures { totalCount nodes { reference } }
          }
        }
      `,
      variables: {},
    },
  ],
  toAnswer: ({ integrity }) => {
    const { intact, events, firstDifference, corrections, retractions, erasures } = integrity
    if (!intact) return `Yes: ${firstDifference}`
    const later = [
      numbered(corrections, 'correction'),
      numbered(retractions, 'retraction'),
      numbered(erasures, 'erasure'),
    ].filter((one) => one !== undefined)
    const each = later.length === 0 ? 'no corrections' : `${listOf(later)}, each a new event`
    return `No event changed; ${each}; the hash chain verifies over all ${events}`
  },
})

const numbered = ({ totalCount, nodes }: Data, noun: string): string | undefined =>
  totalCount === 0
    ? undefined
    : `${countOf(totalCount, noun)} (${referencesOf(nodes.map((one: Data) => one.reference).toSorted())})`

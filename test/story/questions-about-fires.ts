import type { AsOf, Data, Question } from './question.ts'
import { numberOf } from './wording.ts'

/** How large a fire is on one's own soil and how far it is contained. */
export const howBigIsTheFire = (incident: string, country: string, asOf: AsOf): Question => ({
  asks: [
    {
      query: /* GraphQL */ `
        query HowBigIsTheFire($incident: ID!, $asOf: AsOf) {
          incident(id: $incident, asOf: $asOf) {
            facts { about name statements { value unit since source { reference } } }
          }
        }
      `,
      variables: { incident, asOf },
    },
  ],
  toAnswer: ({ incident }) => {
    const statements = (incident?.facts ?? []).flatMap((fact: Data) => fact.statements)
    const area = lastIn(statements, 'ha')
    const contained = lastIn(statements, '%')
    if (!area) return `no fire in ${country} known`
    const percent = contained ? `, ${contained.value}%` : ''
    return `${area.value} ha${percent} (source ${area.source.reference})`
  },
})

const lastIn = (statements: readonly Data[], unit: string): Data | undefined =>
  statements
    .filter((one) => one.unit === unit)
    .toSorted((a, b) => Date.parse(a.since) - Date.parse(b.since))
    .at(-1)

/**
 * How many distinct detections there are after all deliveries, how many weak ones, and how many in a country, where.
 */
export const howManyDetections = (
  incident: string,
  country: { readonly code: string; readonly name: string },
  weakBelow: number,
): Question => ({
  asks: [
    {
      query: /* GraphQL */ `
        query Detections($incident: ID!, $country: String!, $weak: Float!) {
          all: hotspots(filter: { incident: $incident }, first: 1) { totalCount }
          weak: hotspots(filter: { incident: $incident, maxConfidence: $weak }, first: 1) { totalCount }
          inside: hotspots(filter: { incident: $incident, country: $country }, first: 1) {
            totalCount
            places { place count }
          }
          batches: events(
            filter: { incident: $incident, types: ["HotspotBatchIngested"] }
            order: OCCURRED
            first: 100
          ) { nodes { data } }
        }
      `,
      variables: { incident, country: country.code, weak: weakBelow - 1 },
    },
  ],
  toAnswer: ({ all, weak, inside, batches }) => {
    const rows: readonly number[] = batches.nodes.map((batch: Data) => batch.data.rows).reverse()
    const duplicates = rows.reduce((sum, one) => sum + one, 0) - all.totalCount
    const sum = `${rows.map(numberOf).join(' + ')} - ${numberOf(duplicates)} duplicates`
    const places = inside.places.map((one: Data) => `${one.count} ${one.place}`)
    return [
      `${numberOf(all.totalCount)} (${sum})`,
      `${numberOf(weak.totalCount)} below confidence ${weakBelow}`,
      `${numberOf(inside.totalCount)} inside ${country.name} (${places.join(', ')})`,
    ].join('; ')
  },
})

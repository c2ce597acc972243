import type { Moment } from '@concord/incident'
import type { EventFilter } from '../../picture/asked/events.ts'
import { apiError } from '../api-error.ts'
import type { ApiContext } from '../context.ts'
import type { AsOf, Reading } from '../reading.ts'
import type { IntegrityReport } from '../services.ts'
import { eventConnection } from './event-connection.ts'
import type { PageArguments } from './page.ts'

export const typeDefs = /* GraphQL */ `
  extend type Query {
    "Whether the log is as it was written, and what was corrected, taken back or erased by later events. For auditors."
    integrity(
      "At what moments; the check itself always covers the whole log as it is now."
      asOf: AsOf
    ): Integrity!
  }

  """
  What an auditor asks first. A check reads the whole log, which takes as long as the log is: whoever asks waits for it ten
  seconds at most, and is then told what the check before has found, while this one goes on.
  """
  type Integrity {
    "Whether a check is still under way. Until it ends, the figures are those of the previous check; ask again later."
    checking: Boolean!
    "Whether every hash chain, signature and tree entry is as it was written; null where no check has come to its end yet."
    intact: Boolean
    "How many events were checked, from the first of the log; shown only to auditors who oversee the whole log and null for others, because it counts events that they may not see."
    checked: Int
    "How many events the log had by the newest signed head that the joint centre remembers outside the store: it must still hold them. 0 if no head is remembered, so that an end that was cut off would not show. Null when checked is null."
    rememberedEvents: Int
    "When that check began."
    checkedAt: DateTime
    "Where the first difference is, in words, or who may see its place; null when there is none."
    firstDifference: String
    "How many events the auditor may see."
    events: Int!
    "The events that correct another record, or dispute another agency's, the newest known first."
    corrections(
      "How many at most, from 1 to 100."
      first: Int = 100
      "The cursor after which the page begins."
      after: String
    ): EventConnection!
    "The events that take another record back, or would another agency's, the newest known first."
    retractions(
      "How many at most, from 1 to 100."
      first: Int = 100
      "The cursor after which the page begins."
      after: String
    ): EventConnection!
    "The events that say that personal data was erased, the newest known first."
    erasures(
      "How many at most, from 1 to 100."
      first: Int = 100
      "The cursor after which the page begins."
      after: String
    ): EventConnection!
  }
`

/** How many events there are, and where, is told to those alone who may know of all of them. */
const reportFor = ({ reader, services }: Reading, report: IntegrityReport) => {
  if (services.overseesLog(reader)) return report
  const { intact, checkedAt } = report
  const firstDifference = intact ? null : 'The place is shown only to auditors who oversee the whole log.'
  return { intact, checkedAt, firstDifference, checked: null, rememberedEvents: null }
}

interface IntegrityNode {
  readonly moment: Moment
  /** Runs the check for the first field that tells of it. */
  readonly standing: () => Promise<{ readonly checking: boolean } & Partial<ReturnType<typeof reportFor>>>
}

export const resolvers = {
  Query: {
    integrity: (_: unknown, { asOf }: { readonly asOf?: AsOf }, { reading }: ApiContext): IntegrityNode => {
      if (!reading.reader.roles.includes('auditor')) {
        throw apiError('FORBIDDEN', 'Only auditors may have the integrity of the log checked.')
      }
      let standing: ReturnType<IntegrityNode['standing']> | undefined
      const ask: IntegrityNode['standing'] = async () => {
        const { checking, report } = await reading.services.integrity()
        return report ? { checking, ...reportFor(reading, report) } : { checking }
      }
      return { moment: reading.moment(asOf), standing: () => (standing ??= ask()) }
    },
  },
  // What the picture tells waits for no check: that reads the whole log.
  Integrity: {
    checking: told('checking'),
    intact: told('intact'),
    checked: told('checked'),
    rememberedEvents: told('rememberedEvents'),
    checkedAt: told('checkedAt'),
    firstDifference: told('firstDifference'),
    events: ({ moment }: IntegrityNode, _: unknown, { reading }: ApiContext) =>
      reading.services.picture.statistics(reading.reader, {}, moment).total,
    corrections: eventsWith({ only: 'corrections' }),
    retractions: eventsWith({ only: 'retractions' }),
    erasures: eventsWith({ declaredTypes: ['PersonalDataErased'] }),
  },
}

function told(name: 'checking' | keyof ReturnType<typeof reportFor>) {
  return async ({ standing }: IntegrityNode) => (await standing())[name]
}

function eventsWith(filter: EventFilter) {
  return ({ moment }: IntegrityNode, args: PageArguments, { reading }: ApiContext) =>
    eventConnection(reading, { ...filter, order: 'known' }, args, moment)
}

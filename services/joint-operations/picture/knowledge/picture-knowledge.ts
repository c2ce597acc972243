import type { RecordedEvent } from '@concord/kernel'
import type { RosterVocabulary } from './vocabulary.ts'

/** Whether an event is seen. */
export type Sight = (event: RecordedEvent) => boolean

/** In which country a point lies and which inhabited place is nearest; what cannot be told is left out. */
export type Whereabouts = (
  lat: number,
  lon: number,
) => { readonly country: string | undefined; readonly place: string | undefined }

/** How much is counted together; for tests, which have little of everything. */
export interface CountedTogether {
  readonly eventsInBlock?: number
  readonly dayMs?: number
}

/** What the fold needs to know besides the events. */
export interface PictureKnowledge {
  readonly vocabulary: RosterVocabulary
  /** Names this knowledge: a picture that was folded with another is made anew. Only the fold asks. */
  readonly meaning: () => string
  /** For each agency, whether it sees an event by the event's own marking; `glass`: where a reader of it has broken the glass. */
  readonly audienceOf: (agency: string, glass?: Sight) => Sight
  /** The names of registered partners, who like the roster find a place among the readers whoever else is named. Only the fold asks. */
  readonly partners?: readonly string[]
  /** When a question is asked, in milliseconds since the Unix epoch; default: this machine's clock. */
  readonly now?: () => number
  readonly whereabouts: Whereabouts
  /** Events of incidents kept in memory between batches; fewer cost time, more cost memory. */
  readonly rememberedEvents?: number
  readonly countedTogether?: CountedTogether
  /** Events among which a page of incidents is looked for; for tests, which have few. Only questions ask. */
  readonly walkedEvents?: number
  /** Incidents among which a page by severity or name is looked for; for tests, which have few. Only questions ask. */
  readonly rankedIncidents?: number
  /** Events that are gone through for words; for tests, which have few. Only questions ask. */
  readonly mostFound?: number
}

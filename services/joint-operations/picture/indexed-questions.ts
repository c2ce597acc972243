import type { PageRequest } from './asked/page.ts'
import { readCursor } from './definition/cursor.ts'
import { throughGlass } from './glass/through-glass.ts'
import type { Questions } from './picture.ts'
import { askConflicts, askConflictsOf } from './questions/conflict-questions.ts'
import { askEvent, askEvents, askStatistics } from './questions/events/event-questions.ts'
import { askHotspots } from './questions/hotspot-questions.ts'
import { askIncidents } from './questions/incidents/incident-questions.ts'
import type { ReadModels } from './questions/reading.ts'
import { askLearned, askTopic, askTopics } from './questions/topic-questions.ts'

/** The picture's questions answered from the read models. Must give what the plain fold gives. */
export const indexedQuestions = (models: ReadModels): Questions => throughGlass(models, byAgency(models))

const byAgency = (models: ReadModels): Questions => ({
  incidents: ({ agency }, filter, order, page, moment) =>
    models.ask(agency, moment, (reading) => askIncidents(models, reading, filter, order, page)),
  topic: ({ agency }, topic, moment) =>
    models.ask(agency, moment, (reading) => askTopic(models, reading, topic)),
  learned: ({ agency }, topic, learned, moment) =>
    models.ask(agency, moment, (reading) => askLearned(models, reading, topic, learned)),
  topics: ({ agency }, kind, page, moment) =>
    models.ask(agency, moment, (reading) => askTopics(models, reading, kind, page, after(page, kind)?.name)),
  events: ({ agency }, filter, page, moment) =>
    models.ask(agency, moment, (reading) => askEvents(models, reading, filter, page)),
  event: ({ agency }, idOrReference, moment) =>
    models.ask(agency, moment, (reading) => askEvent(models, reading, idOrReference)),
  statistics: ({ agency }, filter, moment) =>
    models.ask(agency, moment, (reading) => askStatistics(models, reading, filter)),
  hotspots: ({ agency }, filter, page, moment) =>
    models.ask(agency, moment, (reading) =>
      askHotspots(models, reading, filter, page, after(page, 'acquired')),
    ),
  conflicts: ({ agency }, filter, page, moment) =>
    models.ask(agency, moment, (reading) => askConflicts(models, reading, filter, page)),
  conflictsOf: ({ agency }, incident, moment) =>
    models.ask(agency, moment, (reading) => askConflictsOf(models, reading, incident)),
})

const after = ({ after }: PageRequest, order: string) =>
  after === undefined ? undefined : readCursor(after, order)

import type { PageRequest } from './asked/page.ts'
import { readCursor } from './definition/cursor.ts'
import { throughGlass } from './glass/through-glass.ts'
import type { Questions } from './picture.ts'
import { askConflicts, askConflictsOf } from './questions/conflict-questions.ts'
import { askEvent, askEvents, askStatistics } from './questions/events/event-questions.ts'
import { askHotspots } from './questions/hotspot-questions.ts'
import { askIncidents } from './questions/incidents/incident-questions.ts'
import type { ReadModels } from './questions/index-question.ts'
import { askLearned, askTopic, askTopics } from './questions/topic-questions.ts'

/** The picture's questions answered from the read models. Must give what the plain fold gives. */
export const indexedQuestions = (models: ReadModels): Questions => throughGlass(models, byAgency(models))

const byAgency = (models: ReadModels): Questions => ({
  incidents: ({ agency }, filter, order, page, moment) =>
    models.ask(agency, moment, (question) => askIncidents(models, question, filter, order, page)),
  topic: ({ agency }, topic, moment) =>
    models.ask(agency, moment, (question) => askTopic(models, question, topic)),
  learned: ({ agency }, topic, learned, moment) =>
    models.ask(agency, moment, (question) => askLearned(models, question, topic, learned)),
  topics: ({ agency }, kind, page, moment) =>
    models.ask(agency, moment, (question) =>
      askTopics(models, question, kind, page, after(page, kind)?.name),
    ),
  events: ({ agency }, filter, page, moment) =>
    models.ask(agency, moment, (question) => askEvents(models, question, filter, page)),
  event: ({ agency }, idOrReference, moment) =>
    models.ask(agency, moment, (question) => askEvent(models, question, idOrReference)),
  statistics: ({ agency }, filter, moment) =>
    models.ask(agency, moment, (question) => askStatistics(models, question, filter)),
  hotspots: ({ agency }, filter, page, moment) =>
    models.ask(agency, moment, (question) =>
      askHotspots(models, question, filter, page, after(page, 'acquired')),
    ),
  conflicts: ({ agency }, filter, page, moment) =>
    models.ask(agency, moment, (question) => askConflicts(models, question, filter, page)),
  conflictsOf: ({ agency }, incident, moment) =>
    models.ask(agency, moment, (question) => askConflictsOf(models, question, incident)),
})

const after = ({ after }: PageRequest, order: string) =>
  after === undefined ? undefined : readCursor(after, order)

import { evolveGlasses, type Glass, glassOf, isOpen, noGlasses } from '@concord/access'
import { incidentTopic, type Topic } from '@concord/incident'
import type { RecordedEvent } from '@concord/kernel'
import { listThroughGlass } from './list-through-glass.ts'
import type { Asker, Questions } from './picture.ts'
import { plainQuestions } from './plain-questions.ts'
import type { ReadModels } from './reading.ts'

/**
 * Answers questions about one incident by the definition itself, with the eyes of a reader who has broken the glass on
 * it: what is indexed is indexed for agencies, and a glass is one person's. It holds for the incident in lists and by its
 * name, its timeline, events, counts and conflicts. Events and counts that name no incident, and live updates, stay as
 * they were.
 */
export const throughGlass = (models: ReadModels, questions: Questions): Questions => {
  const opened = openGlasses(models)

  /** The incident as the reader's glass shows it; undefined where there is none. */
  const inside = (reader: Asker, incident: string | undefined): Questions | undefined => {
    if (incident === undefined || !opened(reader).some((glass) => glass.incident === incident))
      return undefined
    return seen(reader, incident)
  }
  const seen = (reader: Asker, incident: string): Questions => {
    const sees = glassOf(opened(reader), { agency: reader.agency, subject: reader.subject ?? '' })
    const { knowledge } = models
    return plainQuestions(eventsOf(models, incident), {
      ...knowledge,
      audienceOf: (agency) => knowledge.audienceOf(agency, sees),
    })
  }

  const without = (incident: string): Questions =>
    plainQuestions(eventsOf(models, incident), models.knowledge)

  return {
    ...questions,
    incidents: (reader, ...asked) => {
      const incidents = [...new Set(opened(reader).map(({ incident }) => incident))]
      const glasses = incidents.map((incident) => ({
        incident,
        through: seen(reader, incident).incidents,
        without: without(incident).incidents,
      }))
      const list = glasses.length === 0 ? questions.incidents : listThroughGlass(questions.incidents, glasses)
      return list(reader, ...asked)
    },
    topic: (reader, topic, moment) =>
      (inside(reader, incidentIn(topic)) ?? questions).topic(reader, topic, moment),
    events: (reader, filter, page, moment) =>
      (inside(reader, filter.incident) ?? questions).events(reader, filter, page, moment),
    event: (reader, idOrReference, moment) => {
      for (const { incident } of opened(reader)) {
        const found = seen(reader, incident).event(reader, idOrReference, moment)
        if (found) return found
      }
      return questions.event(reader, idOrReference, moment)
    },
    statistics: (reader, filter, moment) =>
      (inside(reader, filter.incident) ?? questions).statistics(reader, filter, moment),
    hotspots: (reader, filter, page, moment) =>
      (inside(reader, filter.incident) ?? questions).hotspots(reader, filter, page, moment),
    conflicts: (reader, moment, topic) =>
      (inside(reader, topic && incidentIn(topic)) ?? questions).conflicts(reader, moment, topic),
  }
}

/** The reader's glasses that are open as they ask, from the events of the break-glass as far as they are folded. */
const openGlasses = ({ sql, pick, end, knowledge: { now = Date.now } }: ReadModels) => {
  let looked = 0
  let glasses = noGlasses
  return ({ agency, subject }: Asker): readonly Glass[] => {
    const last = end()
    if (last > looked) {
      const rows = sql(
        `SELECT ordinal FROM topic JOIN filing USING (topic)
         WHERE name > 'paper:glass/' AND name < 'paper:glass0' AND ordinal > ? ORDER BY ordinal`,
      ).all(looked)
      glasses = pick(rows.map(({ ordinal }) => ordinal as number)).reduce(evolveGlasses, glasses)
      looked = last
    }
    const nowMs = now()
    return [...glasses.values()].filter(
      (glass) => glass.reader.agency === agency && glass.reader.subject === subject && isOpen(glass, nowMs),
    )
  }
}

/** The events filed under an incident, with those that correct, retract or release them. */
const eventsOf = ({ sql, pick }: ReadModels, incident: string): readonly RecordedEvent[] =>
  pick(
    sql('SELECT ordinal FROM topic JOIN filing USING (topic) WHERE name = ? ORDER BY ordinal')
      .all(incidentTopic(incident))
      .map(({ ordinal }) => ordinal as number),
  )

const incidentIn = (topic: Topic): string | undefined =>
  topic.startsWith('incident:') ? topic.slice('incident:'.length) : undefined

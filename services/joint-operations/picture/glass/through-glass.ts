import { type Conflict, incidentTopic, type Topic } from '@concord/incident'

import { byOrigin } from '../definition/conflicts.ts'
import type { Asker, Questions } from '../picture.ts'
import type { ReadModels } from '../questions/index-question.ts'
import { conflictsThroughGlass } from './conflicts-through-glass.ts'
import { eventsThroughGlass, statisticsThroughGlass } from './events-through-glass.ts'
import { glassEyes, type UnderGlass } from './glass-eyes.ts'
import { listThroughGlass } from './list-through-glass.ts'

/**
 * Answers a reader who has broken the glass on an incident by the definition itself: what is indexed is indexed for
 * agencies, and a glass is one person's. It holds for the incident in lists, searches and by its name, its timeline,
 * events, counts, hot spots and conflicts. Hot spots that are asked for without naming it, and conflicts about units, stay
 * as they were.
 */
export const throughGlass = (models: ReadModels, questions: Questions): Questions => {
  const { inside, incidents, through, all } = glassEyes(models)

  /** What is asked of one incident, or of all of them. */
  const somewhere = <Asked extends 'incidents' | 'events' | 'statistics' | 'conflicts'>(
    name: Asked,
    reader: Asker,
    incident: string | undefined,
    underGlass: (ask: Questions[Asked], glasses: readonly UnderGlass<Asked>[]) => Questions[Asked],
  ): Questions[Asked] => {
    if (incident !== undefined) return (inside(reader, incident) ?? questions)[name]
    const glasses = all(reader)
    return glasses.length === 0 ? questions[name] : underGlass(questions[name], glasses)
  }

  return {
    ...questions,
    incidents: (reader, ...asked) =>
      somewhere('incidents', reader, undefined, listThroughGlass)(reader, ...asked),
    topic: (reader, topic, moment) =>
      (inside(reader, incidentIn(topic)) ?? questions).topic(reader, topic, moment),
    learned: (reader, topic, learned, moment) =>
      (inside(reader, incidentIn(topic)) ?? questions).learned(reader, topic, learned, moment),
    events: (reader, filter, page, moment) =>
      somewhere('events', reader, filter.incident, eventsThroughGlass)(reader, filter, page, moment),
    event: (reader, idOrReference, moment) => {
      for (const incident of incidents(reader)) {
        const found = through(reader, incident).event(reader, idOrReference, moment)
        if (found) return found
      }
      return questions.event(reader, idOrReference, moment)
    },
    statistics: (reader, filter, moment) =>
      somewhere('statistics', reader, filter.incident, statisticsThroughGlass)(reader, filter, moment),
    hotspots: (reader, filter, page, moment) =>
      (inside(reader, filter.incident) ?? questions).hotspots(reader, filter, page, moment),
    conflicts: (reader, ...asked) =>
      somewhere('conflicts', reader, undefined, conflictsThroughGlass)(reader, ...asked),
    conflictsOf: (reader, incident, moment) => {
      const outside = questions.conflictsOf(reader, incident, moment)
      const glass = inside(reader, incident)
      if (glass === undefined) return outside
      const isInside = ({ topic }: Conflict) => topic === incidentTopic(incident)
      const shown = glass.conflictsOf(reader, incident, moment).filter(isInside)
      return [...shown, ...outside.filter((one) => !isInside(one))].toSorted(byOrigin)
    },
  }
}

const incidentIn = (topic: Topic): string | undefined =>
  topic.startsWith('incident:') ? topic.slice('incident:'.length) : undefined

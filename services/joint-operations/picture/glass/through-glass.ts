import { type Conflict, incidentTopic, type Topic } from '@concord/incident'

import { byOrigin } from '../definition/conflicts.ts'
import type { Asker, Questions } from '../picture.ts'
import type { ReadModels } from '../questions/reading.ts'
import { conflictsThroughGlass } from './conflicts-through-glass.ts'
import { eventsThroughGlass, statisticsThroughGlass } from './events-through-glass.ts'
import { glassEyes } from './glass-eyes.ts'
import { listThroughGlass } from './list-through-glass.ts'

/**
 * Answers a reader who has broken the glass on an incident by the definition itself: what is indexed is indexed for
 * agencies, and a glass is one person's. It holds for the incident in lists, searches and by its name, its timeline,
 * events, counts, hot spots and conflicts. Hot spots that are asked for without naming it, and conflicts about units, stay
 * as they were.
 */
export const throughGlass = (models: ReadModels, questions: Questions): Questions => {
  const { opened, seen, without } = glassEyes(models)

  /** The incident as the reader's glass shows it; undefined where there is none. */
  const inside = (reader: Asker, incident: string | undefined): Questions | undefined => {
    if (incident === undefined || !opened(reader).some((glass) => glass.incident === incident))
      return undefined
    return seen(reader, incident)
  }

  /** Each of the reader's incidents under glass, as it is seen with and without it. */
  const glassesOf = (reader: Asker) =>
    [...new Set(opened(reader).map(({ incident }) => incident))].map((incident) => ({
      incident,
      through: seen(reader, incident),
      without: without(incident),
    }))

  /** What is asked of one incident, or of all of them. */
  const somewhere = <Ask extends 'events' | 'statistics'>(
    name: Ask,
    reader: Asker,
    incident: string | undefined,
    through: (ask: Questions[Ask], glasses: ReturnType<typeof glassesOf>) => Questions[Ask],
  ): Questions[Ask] => {
    if (incident !== undefined) return (inside(reader, incident) ?? questions)[name]
    const glasses = glassesOf(reader)
    return glasses.length === 0 ? questions[name] : through(questions[name], glasses)
  }

  return {
    ...questions,
    incidents: (reader, ...asked) => {
      const glasses = glassesOf(reader).map(({ incident, through, without }) => ({
        incident,
        through: through.incidents,
        without: without.incidents,
      }))
      const list = glasses.length === 0 ? questions.incidents : listThroughGlass(questions.incidents, glasses)
      return list(reader, ...asked)
    },
    topic: (reader, topic, moment) =>
      (inside(reader, incidentIn(topic)) ?? questions).topic(reader, topic, moment),
    learned: (reader, topic, learned, moment) =>
      (inside(reader, incidentIn(topic)) ?? questions).learned(reader, topic, learned, moment),
    events: (reader, filter, page, moment) =>
      somewhere('events', reader, filter.incident, eventsThroughGlass)(reader, filter, page, moment),
    event: (reader, idOrReference, moment) => {
      for (const { incident } of opened(reader)) {
        const found = seen(reader, incident).event(reader, idOrReference, moment)
        if (found) return found
      }
      return questions.event(reader, idOrReference, moment)
    },
    statistics: (reader, filter, moment) =>
      somewhere('statistics', reader, filter.incident, statisticsThroughGlass)(reader, filter, moment),
    hotspots: (reader, filter, page, moment) =>
      (inside(reader, filter.incident) ?? questions).hotspots(reader, filter, page, moment),
    conflicts: (reader, ...asked) => {
      const glasses = glassesOf(reader)
      const list =
        glasses.length === 0 ? questions.conflicts : conflictsThroughGlass(questions.conflicts, glasses)
      return list(reader, ...asked)
    },
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

import { type Glass, glassOf } from '@concord/access'
import { incidentTopic } from '@concord/incident'
import type { RecordedEvent } from '@concord/kernel'
import { plainQuestions } from '../definition/plain-questions.ts'
import type { Asker, Questions } from '../picture.ts'
import type { ReadModels } from '../questions/reading.ts'
import { openGlasses } from './open-glasses.ts'

/** One incident with the eyes of a reader who has broken the glass on it, and with those of their agency. */
export interface GlassEyes {
  /** The reader's glasses that are open as they ask. */
  opened(reader: Asker): readonly Glass[]
  seen(reader: Asker, incident: string): Questions
  without(incident: string): Questions
}

/** Both fold the incident anew: what is indexed is indexed for agencies, and a glass is one person's. */
export const glassEyes = (models: ReadModels): GlassEyes => {
  const opened = openGlasses(models)
  return {
    opened,
    seen: (reader, incident) => {
      const { agency, subject = '' } = reader
      const isUnderGlass = glassOf(opened(reader), { agency, subject })
      const { knowledge } = models
      return plainQuestions(eventsOf(models, incident), {
        ...knowledge,
        audienceOf: (name) => {
          const sees = knowledge.audienceOf(name, isUnderGlass)
          return (event) => sees(event) && (isUnderGlass(event) ? 'always' : true)
        },
      })
    },
    without: (incident) => plainQuestions(eventsOf(models, incident), models.knowledge),
  }
}

/** The events filed under an incident, with those that correct, retract or release them. */
const eventsOf = ({ sql, pick }: ReadModels, incident: string): readonly RecordedEvent[] =>
  pick(
    sql('SELECT ordinal FROM topic JOIN filing USING (topic) WHERE name = ? ORDER BY ordinal')
      .all(incidentTopic(incident))
      .map(({ ordinal }) => ordinal as number),
  )

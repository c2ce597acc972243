import { glassOf } from '@concord/access'
import { incidentTopic } from '@concord/incident'
import type { RecordedEvent } from '@concord/kernel'
import { plainQuestions } from '../definition/plain-questions.ts'
import type { Asker, Questions } from '../picture.ts'
import type { ReadModels } from '../questions/index-question.ts'
import { openGlasses } from './open-glasses.ts'

/** An incident on which a reader has broken the glass, asked about with it and, as by the reader's agency, without it. */
export interface UnderGlass<Asked extends keyof Questions = keyof Questions> {
  readonly incident: string
  readonly through: Pick<Questions, Asked>
  readonly without: Pick<Questions, Asked>
}

/** The incidents on which readers have broken the glass, with their eyes and with those of their agency. */
export interface GlassEyes {
  /** Any incident as the reader's glass shows it; undefined where there is none on it. */
  inside(reader: Asker, incident: string | undefined): Questions | undefined
  /** The incidents under the reader's glasses that are open as they ask, each once. */
  incidents(reader: Asker): readonly string[]
  /** One of these as the glass shows it. */
  through(reader: Asker, incident: string): Questions
  /** Each of these incidents, seen both ways. */
  all(reader: Asker): readonly UnderGlass[]
}

/** Both ways fold the incident anew: what is indexed is indexed for agencies, and a glass is one person's. */
export const glassEyes = (models: ReadModels): GlassEyes => {
  const opened = openGlasses(models)
  const incidents = (reader: Asker) => [...new Set(opened(reader).map(({ incident }) => incident))]
  const through = (reader: Asker, incident: string): Questions => {
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
  }
  return {
    inside: (reader, incident) =>
      incident !== undefined && incidents(reader).includes(incident) ? through(reader, incident) : undefined,
    incidents,
    through,
    all: (reader) =>
      incidents(reader).map((incident) => ({
        incident,
        through: through(reader, incident),
        without: plainQuestions(eventsOf(models, incident), models.knowledge),
      })),
  }
}

/** The events filed under an incident, with those that correct, retract or release them. */
const eventsOf = ({ sql, pick }: ReadModels, incident: string): readonly RecordedEvent[] =>
  pick(
    sql('SELECT ordinal FROM topic JOIN filing USING (topic) WHERE name = ? ORDER BY ordinal')
      .all(incidentTopic(incident))
      .map(({ ordinal }) => ordinal as number),
  )

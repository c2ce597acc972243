import { evolveGlasses, type Glass, isBrokenBy, isOpen, noGlasses } from '@concord/access'
import type { Asker } from '../picture.ts'
import type { ReadModels } from '../questions/index-question.ts'

/** The reader's glasses that are open as they ask, from the events of the break-glass as far as they are folded. */
export const openGlasses = (models: ReadModels) => {
  const glasses = allGlasses(models)
  const { now = Date.now } = models.knowledge
  return (asker: Asker): readonly Glass[] => {
    const nowMs = now()
    return glasses().filter((glass) => isBrokenBy(glass, asker) && isOpen(glass, nowMs))
  }
}

/** Every break-glass there was, in the order of the log. */
export const allGlasses = ({ sql, pick, end }: ReadModels) => {
  let looked = 0
  let glasses = noGlasses
  return (): readonly Glass[] => {
    const last = end()
    if (last > looked) {
      const rows = sql(
        `SELECT ordinal FROM topic JOIN filing USING (topic)
         WHERE name > 'paper:glass/' AND name < 'paper:glass0' AND ordinal > ? ORDER BY ordinal`,
      ).all(looked)
      glasses = pick(rows.map(({ ordinal }) => ordinal as number)).reduce(evolveGlasses, glasses)
      looked = last
    }
    return [...glasses.values()]
  }
}

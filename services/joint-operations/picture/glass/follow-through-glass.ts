import type { VisibleRun } from '../live/follow-picture.ts'
import type { VisibleEvents } from '../live/visible-events.ts'
import type { Asker } from '../picture.ts'
import type { ReadModels } from '../questions/index-question.ts'
import { glassEyes } from './glass-eyes.ts'

/** Events of incidents under glass looked up at once. */
const RUN = 200
/** More than one incident's events. */
const ALL = Number.MAX_SAFE_INTEGER

/**
 * What a reader may see after an ordinal, with the events of incidents on which they have broken the glass at their own
 * places. What was recorded before the glass was broken comes to those who ask for what came after a position.
 */
export const followThroughGlass = (models: ReadModels, visible: Pick<VisibleEvents, 'after'>) => {
  const glass = glassEyes(models)

  return (reader: Asker, ordinal: number): VisibleRun => {
    const run = visible.after(reader.agency, ordinal)
    const incidents = glass.incidents(reader)
    if (incidents.length === 0 || run.scanned === ordinal) return run
    const ordinals = ordinalsBetween(models, incidents, ordinal, run.scanned)
    const scanned = ordinals.length < RUN ? run.scanned : ordinals.at(-1)!
    const shown = new Set(run.items.map(({ entry }) => entry.event.id))
    const through = new Map(
      incidents.flatMap((incident) =>
        glass
          .through(reader, incident)
          .events(reader, { incident }, { first: ALL }, {})
          .items.map(({ entry }) => [entry.event.id, entry] as const),
      ),
    )
    const added = models.pick(ordinals).flatMap(({ id, position }) => {
      const entry = shown.has(id) ? undefined : through.get(id)
      return entry ? [{ kind: 'event' as const, position, entry }] : []
    })
    const upTo = scanned === run.scanned ? undefined : models.pick([scanned])[0]?.position
    const kept = run.items.filter(({ position }) => upTo === undefined || position <= upTo)
    return { items: [...kept, ...added].toSorted(byPosition), scanned }
  }
}

const ordinalsBetween = (
  { sql }: ReadModels,
  incidents: readonly string[],
  after: number,
  upTo: number,
): readonly number[] =>
  sql(
    `SELECT ordinal FROM event WHERE incident IN (SELECT value FROM json_each(:incidents))
     AND ordinal > :after AND ordinal <= :upTo ORDER BY ordinal LIMIT ${RUN}`,
  )
    .all({ incidents: JSON.stringify(incidents), after, upTo })
    .map((row) => row.ordinal as number)

const byPosition = (a: { readonly position: bigint }, b: { readonly position: bigint }): number =>
  a.position < b.position ? -1 : a.position > b.position ? 1 : 0

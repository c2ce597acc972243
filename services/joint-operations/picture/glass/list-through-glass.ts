import type { IncidentPage } from '../asked/incidents.ts'
import { compare, readCursor } from '../definition/cursor.ts'
import type { Questions } from '../picture.ts'
import type { UnderGlass } from './glass-eyes.ts'

type AskIncidents = Questions['incidents']
type Item = IncidentPage['items'][number]

/** More topics than one incident's events can be filed under. */
const ALL = Number.MAX_SAFE_INTEGER

/**
 * A list of incidents in which those under glass stand as the glass shows them, and all others as they were: in their
 * place in the order, on their page, and counted once.
 */
export const listThroughGlass =
  (list: AskIncidents, glasses: readonly UnderGlass<'incidents'>[]): AskIncidents =>
  (reader, filter, order, page, moment) => {
    const around = list(reader, filter, order, { ...page, first: page.first + glasses.length }, moment)
    const name = `${order.by}-${order.direction}`
    const sign = order.direction === 'descending' ? -1 : 1
    const inOrder = (a: string, b: string): number => sign * compare(readCursor(a, name), readCursor(b, name))

    let { total, imported } = around
    const shown: Item[] = []
    for (const { incident, through, without } of glasses) {
      const [now, before] = [through, without].map(({ incidents }) =>
        incidents(reader, filter, order, { first: ALL }, moment),
      )
      const item = now!.items.find((one) => one.incident.id === incident)
      if (item) shown.push(item)
      if (total !== undefined)
        total += (item ? 1 : 0) - (before!.items.some((one) => one.incident.id === incident) ? 1 : 0)
      imported += now!.imported - before!.imported
    }

    const under = new Set(glasses.map(({ incident }) => incident))
    const { after } = page
    const items = [
      ...around.items.filter((one) => !under.has(one.incident.id)),
      ...shown.filter(({ cursor }) => after === undefined || inOrder(cursor, after) > 0),
    ].toSorted((a, b) => inOrder(a.cursor, b.cursor))
    return {
      items: items.slice(0, page.first),
      total,
      hasMore: around.hasMore || items.length > page.first,
      imported,
    }
  }

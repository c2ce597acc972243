import { type Form, type IncidentStatus, modes, type Severity } from '@concord/incident'
import type { Mode } from '@concord/kernel'
import type { IncidentFilter, IncidentOrder, IncidentPage, IncidentSummary } from '../../asked/incidents.ts'
import type { PageRequest } from '../../asked/page.ts'
import { readCursor, writeCursor } from '../../definition/cursor.ts'
import { severities, statuses } from '../../definition/summary.ts'
import { SEPARATOR } from '../../fold/situation/kept-summary.ts'
import { importedCount } from '../events/event-questions.ts'
import { foundWords } from '../events/found-words.ts'
import type { IndexQuestion, ReadModels } from '../index-question.ts'
import { type AskedOfIncidents, askedOfIncidents } from './incident-conditions.ts'
import { counted } from './incident-count.ts'
import { canRank, ranked } from './incident-rank.ts'
import { type Stretch, sorted } from './incident-sort.ts'
import { canWalk, walked } from './incident-walk.ts'

/** A page of incidents at two moments, with how many there are in all. */
export const askIncidents = (
  models: ReadModels,
  question: IndexQuestion,
  filter: IncidentFilter,
  order: IncidentOrder,
  page: PageRequest,
): IncidentPage => {
  const found = foundWords(models, question, filter)
  const asked = askedOfIncidents(question, filter, found)
  const name = `${order.by}-${order.direction}`
  const after = page.after === undefined ? undefined : readCursor(page.after, name)
  const stretch = { order, after, limit: page.first + 1 }
  const rows = (foundInOrder(models, question, asked, stretch) ??
    sorted(models, asked, stretch)) as unknown as readonly SummaryRow[]
  // Where nothing comes after the beginning, nothing is there to be counted.
  const isNone = rows.length === 0 && after === undefined
  const count = () => (isNone ? 0 : (rows[0]?.total ?? counted(models, question, asked)))
  const total = found?.isCut ? undefined : count()

  const items = rows.slice(0, page.first).map((row) => ({
    cursor: writeCursor({ order: name, key: row.key, name: row.id }),
    incident: summaryFrom(row, changedAt(models, row.changed)),
  }))
  return { items, total, hasMore: rows.length > page.first, imported: importedCount(models, question) }
}

/** The rows of a page that can be found without putting everything in order. */
const foundInOrder = (
  models: ReadModels,
  question: IndexQuestion,
  { filter, held }: AskedOfIncidents,
  stretch: Stretch,
) => {
  if (canWalk(filter, stretch.order)) return walked(models, question, held, stretch)
  if (canRank(filter, stretch.order)) return ranked(models, question, held, stretch)
  return undefined
}

interface SummaryRow {
  readonly id: string
  readonly form: Form
  readonly kind: string | null
  readonly title: string | null
  readonly mode: number
  readonly status: number
  readonly severity: number
  readonly lead: string | null
  readonly agencies: string
  readonly areas: string
  readonly lat: number | null
  readonly lon: number | null
  readonly opened_at: string
  readonly changed: string | number
  readonly key: number
  readonly total: number | null
}

const changedAt = ({ pick }: ReadModels, changed: string | number): string =>
  typeof changed === 'string' ? changed : pick([changed])[0]!.envelope.occurredAt

const summaryFrom = (row: SummaryRow, changedAt: string): IncidentSummary => ({
  id: row.id,
  form: row.form,
  kind: row.kind ?? undefined,
  title: row.title ?? undefined,
  mode: modes[row.mode] as Mode,
  status: statuses[row.status] as IncidentStatus,
  severity: severities[row.severity] as Severity,
  lead: row.lead ?? undefined,
  agencies: listOf(row.agencies),
  areas: listOf(row.areas),
  lat: row.lat ?? undefined,
  lon: row.lon ?? undefined,
  openedAt: row.opened_at,
  changedAt,
})

const listOf = (joined: string): readonly string[] => joined.split(SEPARATOR).filter((one) => one !== '')

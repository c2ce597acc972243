import { setImmediate } from 'node:timers/promises'
import type { Role } from '@concord/access'
import type { StoredEvent } from '@concord/kernel'
import { openReadSide, packBatch } from '@concord/projection'
import { apiOver, tokenOf } from '../../services/joint-operations/api/testing/api-over.ts'
import { pictureProjection } from '../../services/joint-operations/picture/fold/picture-projection.ts'
import { followThroughGlass } from '../../services/joint-operations/picture/glass/follow-through-glass.ts'
import { allGlasses } from '../../services/joint-operations/picture/glass/open-glasses.ts'
import { indexedQuestions } from '../../services/joint-operations/picture/indexed-questions.ts'
import { rosterKnowledge } from '../../services/joint-operations/picture/knowledge/roster-knowledge.ts'
import { followPicture } from '../../services/joint-operations/picture/live/follow-picture.ts'
import { openVisibleEvents } from '../../services/joint-operations/picture/live/visible-events.ts'
import type { Asker, Picture } from '../../services/joint-operations/picture/picture.ts'
import { openReadModels } from '../../services/joint-operations/picture/questions/read-models.ts'
import { minute, PARTNER } from './any-log.ts'

/** Who asks. */
export interface RandomReader {
  readonly agency: string
  readonly roles: readonly Role[]
}

/** The person whose token it is: the one who may have broken the glass. */
export const subjectOf = ({ agency }: Pick<RandomReader, 'agency'>): string => `${agency}-reader`

const NOW = Date.parse(minute(75))
/** Few are counted and walked at once, so that doing so by blocks is part of it. */
const few = { countedTogether: { eventsInBlock: 5, dayMs: 240_000 }, mostFound: 3 }
const knowledge = { ...rosterKnowledge(() => NOW, [PARTNER]), ...few }

/** A question that asks for too much says nothing. */
const limits = { depth: 30, cost: Number.MAX_SAFE_INTEGER, tokens: 1_000_000, aliases: 1_000 }

/** The joint centre over a log: read models as a running process has them, asked over HTTP. */
export const centreOver = (log: readonly StoredEvent[], batch: number) => {
  const side = openReadSide(':memory:', [pictureProjection({ ...knowledge, rememberedEvents: 4 })])
  const models = openReadModels(side.projections[0]!.database, side.journal, {
    ...knowledge,
    walkedEvents: 7,
    rankedIncidents: 2,
  })
  for (let at = 0; at < log.length; at += batch) {
    const packed = packBatch(log.slice(at, at + batch).map((event) => ({ kind: 'event', event })))
    if (packed) side.take(packed)
  }
  const { send } = apiOver([], { picture: pictureOf(models, log) }, { limits, log: { error: () => {} } })

  /** All that comes back, to the last byte. */
  const told = async ({ agency, roles }: RandomReader, query: string): Promise<string> => {
    const accept = query.startsWith('subscription') ? 'text/event-stream' : 'application/json'
    const response = await send(tokenOf(agency, roles, 'search', 'C-1'), { query }, { accept })
    return `${response.status} ${[...response.headers].join(' ')}\n${await response.text()}`
  }
  return { told, close: () => side.close() }
}

const pictureOf = (models: ReturnType<typeof openReadModels>, log: readonly StoredEvent[]): Picture => {
  const visible = openVisibleEvents(models)
  const visibleAfter = followThroughGlass(models, visible)
  const at = (position: bigint) => ({ position, lagMs: 0, stale: false, refused: 0 })
  return {
    ...indexedQuestions(models),
    standing: () => at(log.at(-1)?.position ?? 0n),
    standingFor: ({ agency }) => at(visible.lastPosition(agency)),
    waitFor: () => setImmediate(),
    follow: (reader, options) =>
      followPicture(untilIdle(models, visible, visibleAfter, reader), options, () => () => {}),
    glasses: allGlasses(models),
  }
}

/** What can be followed until there is nothing more: then it closes. */
const untilIdle = (
  models: ReturnType<typeof openReadModels>,
  visible: ReturnType<typeof openVisibleEvents>,
  visibleAfter: ReturnType<typeof followThroughGlass>,
  reader: Asker,
) => {
  const closing = new AbortController()
  return {
    head: () => ({ ordinal: models.end(), position: visible.lastPosition(reader.agency) }),
    ordinalAt: models.ordinalAt,
    visibleAfter: (ordinal: number) => {
      const run = visibleAfter(reader, ordinal)
      if (run.scanned === ordinal) closing.abort()
      return run
    },
    onCommit: () => () => {},
    closing: closing.signal,
  }
}

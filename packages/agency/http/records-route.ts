import type { AgencyDefinition } from '@concord/incident'
import {
  categoriesOf,
  categoryOf,
  type EventLog,
  type RecordedEvent,
  streamName,
  withoutSealed,
} from '@concord/kernel'
import type { RequestHandler } from 'express'
import { z } from 'zod'
import { foreignAgency } from '../commands/permission.ts'
import { positionText } from '../position-text.ts'
import { problem } from '../problem.ts'
import { problemOfFailure } from '../problem-of-failure.ts'
import { answerProblem, entityTag } from './answer.ts'
import { callerOf } from './caller.ts'

const querySchema = z.strictObject({
  after: z.coerce.number().int().min(-1).default(-1),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
})

/**
 * `GET /v1/incidents/{incident}/streams/{category}`: what this agency has recorded, in the order of the stream, a
 * page at a time. `ETag` is the stream's revision. For the agency's own members only; what is sealed stays sealed.
 */
export const recordsRoute =
  (definition: Pick<AgencyDefinition, 'name' | 'title' | 'events'>, log: EventLog): RequestHandler =>
  async (request, response) => {
    const reader = callerOf(response)
    if (reader.agency !== definition.name)
      return answerProblem(response, foreignAgency(definition.name, reader.agency))
    const query = querySchema.safeParse(request.query)
    if (!query.success)
      return answerProblem(response, problem('malformed-query', z.prettifyError(query.error)))

    const { incident, category = defaultCategory(definition), revision } = request.params
    const stream = streamName(String(category), String(incident))
    const known = categoriesOf(definition).has(String(category))
    const read = known ? await log.readStream(stream) : undefined
    if (read && !read.ok) return answerProblem(response, problemOfFailure(read.error, true))
    const events = read?.value.events ?? []
    const answer =
      revision === undefined ? pageOf(stream, events, query.data) : theOne(events, String(revision))
    if (answer === undefined) {
      const detail = `${definition.title} has recorded nothing there.`
      return answerProblem(response, problem('unknown-record', detail))
    }
    response.set('ETag', entityTag(events.at(-1)!.revision)).json(answer)
  }

/** So many records after a revision, and after which one to go on; undefined of a stream that has none. */
const pageOf = (
  stream: string,
  events: readonly RecordedEvent[],
  { after, limit }: z.infer<typeof querySchema>,
) => {
  const last = events.at(-1)
  if (last === undefined) return undefined
  const page = events.filter((event) => event.revision > after).slice(0, limit)
  const end = page.at(-1)
  const next = end === undefined || end === last ? null : end.revision
  return { stream, revision: last.revision, events: page.map(presentRecord), next }
}

/** The record that has this revision, if there is one. */
const theOne = (events: readonly RecordedEvent[], revision: string) => {
  const found = events.find((event) => String(event.revision) === revision)
  return found && presentRecord(found)
}

/** Where an agency's records are looked for when nobody says: under its own name, if it writes there. */
const defaultCategory = ({ name, events }: Pick<AgencyDefinition, 'name' | 'events'>): string => {
  const declared = events.map((event) => categoryOf(event, name))
  return declared.includes(name) ? name : (declared[0] ?? name)
}

const presentRecord = ({
  id,
  type,
  stream,
  revision,
  position,
  recordedAt,
  data,
  envelope,
}: RecordedEvent) => {
  const { commandDigest: _, signature: __, previousHash: ___, ...said } = envelope
  return {
    id,
    type,
    stream,
    revision,
    position: positionText(position),
    recordedAt,
    envelope: shown(said),
    data: shown(data),
  }
}

/** Personal data stays sealed here: reading it is on record, and that is the joint API's business. */
const shown = (value: unknown): unknown => withoutSealed(value, { $sealed: true })

import { randomUUID } from 'node:crypto'
import type { Policy } from '@concord/access'
import { type ConnectedEventLog, hasLostForce } from '@concord/event-log'
import { type AgencyDefinition, type Disowning, disowningsIn, type LostEvent } from '@concord/incident'
import { envelopeSchema, type NewEvent, type StoredEvent } from '@concord/kernel'

/** Who disowns what is in its streams, and by which policy others see what is marked for them. */
export interface DisowningParts {
  readonly definition: Pick<AgencyDefinition, 'name' | 'events'>
  readonly log: Pick<ConnectedEventLog, 'append' | 'owners' | 'readStream' | 'register'>
  readonly policy: () => Pick<Policy, 'mayRead'>
  /** Milliseconds since the Unix epoch. */
  readonly clock: () => number
}

/** Recorded at a time. */
const AT_ONCE = 100

/** How often it is tried anew because somebody else wrote to the stream meanwhile. */
const ATTEMPTS = 10

/**
 * Records in one stream whatever is still missing there to disown what was lost, and answers how many events that took. Throws
 * while the stream cannot be read or written: called again, it goes on.
 */
export const disownIn = async (parts: DisowningParts, stream: string): Promise<number> => {
  const { log } = parts
  let recorded = 0
  for (let conflicts = 0; conflicts < ATTEMPTS; ) {
    const read = await log.readStream(stream)
    if (!read.ok) throw new Error(`${stream} cannot be read: ${JSON.stringify(read.error)}`)
    const { events: standing, passedOver, head } = read.value
    const lost = passedOver.filter((event) => hasLostForce(event, log.owners, log.register)).flatMap(asLost)
    const seesByMarking = (reader: string, marking: LostEvent['envelope']['marking']): boolean =>
      parts.policy().mayRead(reader, parts.definition.name, marking).ok
    const events = disowningsIn({ standing, lost, seesByMarking }).slice(0, AT_ONCE).map(asEvent(parts))
    if (events.length === 0) return recorded
    const appended = await log.append(stream, head, events)
    if (appended.ok) recorded += events.length
    else if (appended.error.kind === 'conflict') conflicts += 1
    else throw new Error(`${stream} cannot be written: ${JSON.stringify(appended.error)}`)
  }
  throw new Error(`${stream} is written to by others all the time.`)
}

/** What cannot be read as an event of the log is in nobody's picture. */
const asLost = ({ id, type, data, revision, metadata }: StoredEvent): readonly LostEvent[] => {
  const envelope = envelopeSchema.safeParse(metadata)
  return envelope.success ? [{ id, type, data, revision, envelope: envelope.data }] : []
}

/** The event that an agency's own process records, on nobody's behalf. */
const asEvent =
  ({ definition: { name, events }, clock }: DisowningParts) =>
  ({ type, data, ...more }: Disowning): NewEvent => {
    const definition = events.find((one) => one.type === type)
    if (definition === undefined) throw new Error(`${name} declares no ${type}, and cannot disown an event.`)
    const commandId = randomUUID()
    return {
      id: randomUUID(),
      type,
      data: definition.data.parse(data),
      envelope: {
        schemaVersion: definition.schemaVersion,
        commandId,
        $correlationId: commandId,
        $causationId: commandId,
        occurredAt: new Date(clock()).toISOString(),
        agency: name,
        actor: { subject: 'signing-keys', role: 'service', agency: name },
        ...more,
      },
    }
  }

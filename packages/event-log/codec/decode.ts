import { type Envelope, type EventDefinition, err, misfitOf, ok, type Result, upcast } from '@concord/kernel'
import type { Chained } from '../form/canonical-form.ts'
import { parseEnvelope, type Refusal } from '../form/stored-event.ts'
import type { Ownership } from '../ownership.ts'

/**
 * Turns a stored event, whose chain and signature have been checked, into what deciders and folds work on. Whoever gives
 * the envelope has just written it: it is then not checked against its schema again.
 */
export type Decoder = <Event extends Chained>(
  event: Event,
  envelope?: Envelope,
) => Result<Decoded<Event>, Refusal>

/** The event with its envelope read, and no less or more of its place in the log than was known before. */
export type Decoded<Event extends Chained> = Omit<Event, 'metadata'> & { readonly envelope: Envelope }

/**
 * Makes a decoder: envelope by its schema, definition by stream and type, upcast to the present version, data by the
 * present schema. Personal fields stay sealed.
 */
export const decoder = (owners: Ownership): Decoder => {
  return (event, written) => {
    const envelope = written ?? parseEnvelope(event)
    if (!envelope) return err({ reason: 'invalid', detail: 'The envelope does not fit its schema.' })
    const definition = owners.definitionOf(event.stream, event.type)
    if (!definition)
      return err({
        reason: 'unknown-type',
        detail: `No agency on the roster declares events of the type ${event.type} for the stream ${event.stream}.`,
      })
    const data = present(definition, envelope.schemaVersion, event.data)
    if (!data.ok) return data
    const { metadata: _, ...rest } = event
    return ok({ ...rest, data: data.value, envelope })
  }
}

const present = (definition: EventDefinition, from: number, stored: unknown): Result<unknown, Refusal> => {
  const { type } = definition
  const data = upcast(definition, from, stored)
  if (data === undefined)
    return err({
      reason: 'unknown-version',
      detail: `${type} version ${from} is unknown to this release, so the event cannot be read.`,
    })
  const parsed = definition.data.safeParse(data)
  if (!parsed.success)
    return err({ reason: 'invalid', detail: `${type} does not fit its schema: ${misfitOf(parsed.error)}` })
  return ok(parsed.data)
}

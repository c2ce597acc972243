import type { Position } from '@concord/kernel'
import { type AllStreamResolvedEvent, type EventStoreDBClient, START } from '@eventstore/db-client'
import type { MovedUpTo } from '../form/moved-time.ts'
import { asTheClientGives, type WrittenEvent } from '../form/stored-event.ts'
import { giveTexts } from './texts-as-stored.ts'

/** Between the client's own streams: enough that filling and emptying do not alternate event by event. */
const CLIENT_BUFFER = 512
/** A store that sends nothing for so long is taken for one that is away. */
const SILENCE_MS = 30_000

/**
 * Reads the log once, strictly after a position, as stored and unchecked. Gives each event but the store's own to `look`
 * until that answers that it has seen enough, or the log ends. Nothing is held meanwhile: the store waits for `look`.
 * Rejects when the reading is lost, and with what `look` throws.
 */
export const readLog = async (
  client: EventStoreDBClient,
  after: Position | undefined,
  movedUpTo: MovedUpTo,
  look: (written: WrittenEvent) => boolean,
): Promise<void> => {
  const fromPosition = after === undefined ? START : { commit: after, prepare: after }
  const reading = client.readAll({ fromPosition }, { highWaterMark: CLIENT_BUFFER })
  giveTexts(reading, movedUpTo)
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  let [goesOn, wasHeard] = [true, true]
  const silence = setInterval(() => {
    if (!wasHeard) reject(new Error(`the store sent nothing for ${SILENCE_MS} ms`))
    wasHeard = false
  }, SILENCE_MS)
  const take = (read: AllStreamResolvedEvent & { readonly written?: WrittenEvent }): void => {
    wasHeard = true
    const written = read.written ?? asTheClientGives(read, movedUpTo)
    // Forward reads include the place where they begin.
    if (!goesOn || !written || written.event.type.startsWith('$') || written.event.position === after) return
    try {
      goesOn = look(written)
      if (!goesOn) resolve()
    } catch (error) {
      goesOn = false
      reject(error)
    }
  }
  reading.on('data', take).on('end', resolve).on('error', reject)
  try {
    await promise
  } finally {
    clearInterval(silence)
    goesOn = false
    // A cancelled call tells so as an error, which nobody waits for any more; a destroyed stream would never read it.
    void reading.cancel().catch(() => undefined)
  }
}

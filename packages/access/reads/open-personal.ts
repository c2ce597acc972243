import {
  type AgencyName,
  type Envelope,
  isSealed,
  type KeysAway,
  ok,
  type Position,
  type RecordedEvent,
  type Result,
} from '@concord/kernel'
import type { Policy } from '../policy/policy.ts'
import type { Reader } from '../reader.ts'
import type { ReadAudit } from './read-audit.ts'
import { partsOf, type SealedPlaces } from './read-parts.ts'
import { isSummary, sealedPlacesOf, valueAt } from './sealed-places.ts'

/** Fields about persons that a reader wants opened, in an event that the reader sees. */
export interface WantedFields {
  readonly event: RecordedEvent
  /**
   * Names and indexes from the top of the event's data, joined by dots; `envelope.summary` for its summary. A path
   * that is not sealed is passed over.
   */
  readonly paths: readonly string[]
}

/** What was opened, or why nothing is: never a part of it. */
export type OpenedFields =
  | { readonly ok: true; readonly values: readonly OpenField[] }
  | {
      readonly ok: false
      readonly reason: 'no-purpose' | 'not-allowed' | 'unavailable'
      /** For people. */
      readonly detail: string
    }

/** One field about a person, as its key still opens it. */
export interface OpenField {
  readonly event: string
  readonly path: string
  /** `erased`: the key is gone, and the value with it. */
  readonly state: 'open' | 'erased'
  readonly value?: unknown
}

/** Who is asked, where the read is put on record, and what opens. */
export interface PersonalReaderOptions {
  readonly policy: Pick<Policy, 'mayReadPersonal'>
  readonly audit: Pick<ReadAudit, 'record'>
  /** Opens what its keys still open, and leaves the rest sealed. Fails while no key can be asked. */
  readonly unseal: (event: RecordedEvent) => Promise<Result<UnsealedEvent, KeysAway>>
}

/** The answer in which opened fields are shown. */
export interface Shown {
  /** The position of the log on which the answer stands. */
  readonly position: Position
  /** The agencies to whom the reader says to hand on what is shown. */
  readonly onward?: readonly AgencyName[]
}

/** An event with what its keys still open. */
export interface UnsealedEvent {
  readonly data: unknown
  readonly summary: Envelope['summary']
}

/**
 * The only way to what is sealed: the policy is asked, then the read is put on record, and only then is anything
 * opened. Nothing is opened, nor put on record, for a reader whom the policy denies or where nothing sealed is asked
 * for.
 */
export const createPersonalReader =
  ({ policy, audit, unseal }: PersonalReaderOptions) =>
  async (reader: Reader, wanted: readonly WantedFields[], shown: Shown): Promise<OpenedFields> => {
    const verdict = policy.mayReadPersonal(reader)
    if (!verdict.ok) return denied(verdict.error.code, verdict.error.detail)

    const asked = wanted.map(({ event, paths }) => ({
      event,
      places: sealedPlacesOf(event).filter(({ path }) => paths.includes(path)),
    }))
    const parts = partsOf(asked)
    if (parts.length === 0) return { ok: true, values: [] }

    const recorded = await audit.record({ reader, parts, ...shown })
    if (!recorded.ok) return { ok: false, reason: 'unavailable', detail: recorded.error.detail }
    const opened = await Promise.all(asked.map((one) => openOne(one, unseal)))
    const values: OpenField[] = []
    for (const one of opened) {
      if (!one.ok) return { ok: false, reason: 'unavailable', detail: KEYS_AWAY }
      values.push(...one.value)
    }
    return { ok: true, values }
  }

const openOne = async (
  { event, places }: SealedPlaces,
  unseal: PersonalReaderOptions['unseal'],
): Promise<Result<readonly OpenField[], KeysAway>> => {
  if (places.length === 0) return ok([])
  const clear = await unseal(event)
  if (!clear.ok) return clear
  const { data, summary } = clear.value
  const fields = places.map((place): OpenField => {
    const { path, steps } = place
    const value = isSummary(place) ? summary : valueAt(data, steps)
    return isSealed(value)
      ? { event: event.id, path, state: 'erased' }
      : { event: event.id, path, state: 'open', value }
  })
  return ok(fields)
}

/** By then the read is on record, though nothing is shown: the record says what was asked for. */
const KEYS_AWAY =
  'Sealed data cannot be opened at present, so no data about persons is shown. Try again shortly.'

const denied = (code: string, detail: string): OpenedFields => ({
  ok: false,
  reason: code === 'purpose-missing' || code === 'case-missing' ? 'no-purpose' : 'not-allowed',
  detail,
})

import type { RecordedEvent } from '@concord/kernel'
import type { AgencyBits } from '../tables/agency-bits.ts'

/** Markings remembered; a new one costs one question to the policy for each agency. */
const REMEMBERED = 10_000

/** Who sees an event by its marking, as a mask. Agencies that the marking names for the first time get a bit. */
export const audienceMasks = (
  bits: AgencyBits,
  audienceOf: (agency: string) => (event: RecordedEvent) => boolean,
) => {
  const remembered = new Map<string, bigint>()
  return (event: RecordedEvent): bigint => {
    const { agency, marking } = event.envelope
    const key = `${bits.names.length} ${agency} ${JSON.stringify(marking)}`
    const known = remembered.get(key)
    if (known !== undefined) return known
    const mask = bits.maskWhere((name) => name === agency || audienceOf(name)(event))
    if (remembered.size >= REMEMBERED) remembered.clear()
    remembered.set(key, mask)
    return mask
  }
}

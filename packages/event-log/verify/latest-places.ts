import { millisecondsOf } from '@concord/kernel'
import type { KeyRegister } from '../signing/key-register.ts'
import { CLOCK_TOLERANCE_MS } from '../signing/key-register.ts'
import type { Claim } from './claims.ts'

/**
 * For each key that has ended, by its id: the position behind which nothing can stand that was recorded before its end, because a
 * head that covers no more was signed after it. Keys whose end no head has followed yet are left out.
 */
export const latestPlaces = (
  register: Pick<KeyRegister, 'keysOf'>,
  agencies: readonly string[],
  claims: readonly Claim[],
): ReadonlyMap<string, bigint> => {
  const places = new Map<string, bigint>()
  for (const { kid, validUntilMs } of agencies.flatMap(register.keysOf)) {
    const head = claims.find(
      ({ at, position, kind }) =>
        kind === 'signed' &&
        position !== undefined &&
        at !== undefined &&
        millisecondsOf(at) >= validUntilMs + CLOCK_TOLERANCE_MS,
    )
    if (head) places.set(kid, head.position!)
  }
  return places
}

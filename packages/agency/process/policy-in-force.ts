import { type Clock, createPolicy, type PartnerRegister, type Policy, partnersAt } from '@concord/access'
import { passingTime } from '@concord/kernel'

/** Between whom the policy decides. */
export interface PolicyInForceParts {
  /** The agencies that take part: those whose signing keys the deployment vouches for. */
  readonly agencies: readonly string[]
  readonly partners: PartnerRegister
  readonly clock: Clock
}

/** How long an agreement that has ended may go on being honoured. */
const LOOK_AGAIN_MS = 60_000

/**
 * The policy with the partners whose agreement is in force now. Throws at once when the policies are broken. The policy
 * is made anew only when an agreement begins or ends: what it remembers is otherwise kept.
 */
export const openPolicyInForce = ({ agencies, partners, clock }: PolicyInForceParts): (() => Policy) => {
  const inForce = () => partnersAt(partners, new Date(clock()).toISOString())
  let now = inForce()
  let policy = createPolicy({ agencies, partners: now })
  const time = passingTime(clock)
  let lookAgainMs = time() + LOOK_AGAIN_MS
  return () => {
    if (partners.length === 0 || time() < lookAgainMs) return policy
    lookAgainMs = time() + LOOK_AGAIN_MS
    const next = inForce()
    if (next.join() === now.join()) return policy
    now = next
    policy = createPolicy({ agencies, partners: now })
    return policy
  }
}

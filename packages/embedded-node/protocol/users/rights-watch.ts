import type { NodeParts } from '../node-parts.ts'
import type { Call } from '../transport/call.ts'
import { accessDenied, type Status } from '../transport/status.ts'
import type { Identity } from './identity.ts'

/**
 * For calls that last: asks again and again who makes the call and whether they still may, and resolves with the
 * refusal once they may not. Never resolves on a node that asks nobody, nor after the call has ended.
 */
export const whenRightsEnd = (
  call: Call,
  { identify, recheckMs }: NodeParts,
  stillMay: (who: Identity) => boolean,
): Promise<Status> =>
  new Promise((resolve) => {
    if (recheckMs === undefined) return
    let timer: NodeJS.Timeout
    const check = async (): Promise<void> => {
      const who = await identify(call)
      if ('refused' in who) return resolve(who.refused)
      if (!stillMay(who)) return resolve(accessDenied('You may not do this any more.'))
      wait()
    }
    const wait = (): void => {
      if (!call.ended()) timer = setTimeout(() => check().catch(wait), recheckMs).unref()
    }
    wait()
    void call.closed.then(() => clearTimeout(timer))
  })

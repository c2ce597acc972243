import { createHmac, randomBytes } from 'node:crypto'
import type { Call } from '../transport/call.ts'
import { codes, type Status, unauthenticated } from '../transport/status.ts'
import { anonymous, type Identity } from './identity.ts'
import { isPassword } from './password.ts'
import type { Users } from './users.ts'

type Identified = Identity | { readonly refused: Status }

/** A password is hashed slowly on purpose; at most so many at once, and so many that wait for it. */
const hashesAtOnce = 2
const mostWaiting = 64
/** Verified credentials that are remembered, under a key of this process, until the user changes. */
const mostRemembered = 1024

interface Remembered {
  readonly identity: Identity
  readonly loginName: string
  readonly revision: bigint
}

/**
 * Tells from a call's `authorization` header who makes it. A wrong password costs as much as a right one and locks
 * nobody out; a flood of them is turned away rather than queued.
 */
export const identifyByPassword = (users: Users): ((call: Call) => Promise<Identified>) => {
  const key = randomBytes(32)
  const remembered = new Map<string, Remembered>()
  const turn = turns(hashesAtOnce, mostWaiting)

  return async (call) => {
    const header = call.headers.authorization
    if (header === undefined) return anonymous
    const credentials = parseBasic(header)
    if (credentials === undefined) return { refused: unauthenticated }
    const token = createHmac('sha256', key).update(header).digest('base64')
    const known = users.find(credentials.loginName)
    const before = remembered.get(token)
    if (before !== undefined && known?.revision === before.revision) return before.identity

    const done = await turn()
    if (done === undefined) return { refused: tooManyLogins }
    const right = await isPassword(credentials.password, known?.user.password).finally(done)
    if (!right || known === undefined || known.user.disabled) return { refused: unauthenticated }
    const identity = { name: known.user.loginName, groups: known.user.groups }
    if (remembered.size >= mostRemembered) remembered.clear()
    remembered.set(token, { identity, loginName: credentials.loginName, revision: known.revision })
    return identity
  }
}

const tooManyLogins: Status = {
  code: codes.unavailable,
  message: 'Too many logins are waiting to be checked; try again.',
}

const parseBasic = (
  header: string,
): { readonly loginName: string; readonly password: string } | undefined => {
  const encoded = /^Basic ([A-Za-z0-9+/=]{1,1024})$/i.exec(header)?.[1]
  if (encoded === undefined) return undefined
  const text = Buffer.from(encoded, 'base64').toString('utf8')
  const colon = text.indexOf(':')
  return colon < 1 ? undefined : { loginName: text.slice(0, colon), password: text.slice(colon + 1) }
}

/** Lets `atOnce` callers go ahead; each gets the function that ends its turn, or undefined if too many wait. */
const turns = (atOnce: number, waitingLimit: number): (() => Promise<(() => void) | undefined>) => {
  const waiting: (() => void)[] = []
  let running = 0
  const end = (): void => {
    running--
    waiting.shift()?.()
  }
  return async () => {
    if (running >= atOnce) {
      if (waiting.length >= waitingLimit) return undefined
      await new Promise<void>((resolve) => waiting.push(resolve))
    }
    running++
    return end
  }
}

import { onTestFinished } from 'vitest'
import type { Store } from '../../store/store.ts'
import type { NodeParts } from '../node-parts.ts'
import { openLiveTail } from '../streams/live-tail.ts'
import type { ReadRequest } from '../streams/read-request.ts'
import type { Call } from '../transport/call.ts'
import { frame } from '../transport/frame.ts'
import { accessForEverybody } from '../users/access.ts'
import { everybodyIsAdmin } from '../users/identity.ts'

/* For tests of what a node does for its readers, without a network between them. */

/** A node that serves this store to everybody. */
export const partsOver = (store: Store): NodeParts => ({
  store,
  tail: openLiveTail(store),
  access: accessForEverybody,
  identify: async () => everybodyIsAdmin,
  recheckMs: undefined,
  maximumAppendBytes: 1_000_000,
})

/** A reader of the whole log who wants what is new. */
export const subscriptionToAll: ReadRequest = {
  stream: undefined,
  from: 'end',
  direction: 'forwards',
  limit: undefined,
  resolveLinks: false,
  filter: undefined,
  checkpointEvery: 1000,
  ids: 'text',
}

/** A call whose peer takes everything at once; it ends with the test. */
export const callInto = (frames: Buffer[]): Call => {
  const closing = Promise.withResolvers<void>()
  let ended = false
  onTestFinished(() => {
    ended = true
    closing.resolve()
  })
  const sendFramed = (bytes: Buffer): boolean => {
    frames.push(bytes)
    return true
  }
  return {
    path: '',
    headers: {},
    ended: () => ended,
    closed: closing.promise,
    send: (message) => sendFramed(frame(message)),
    sendFramed,
    drained: async () => undefined,
    eachMessage: async () => undefined,
    gathers: () => undefined,
    atShutdown: () => undefined,
    pause: () => undefined,
    resume: () => undefined,
  }
}

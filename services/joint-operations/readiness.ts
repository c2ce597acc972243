import { setTimeout as sleep } from 'node:timers/promises'

/** Whether the joint operations may be asked. */
export interface Readiness {
  readonly isReady: () => boolean
  /** Resolves when they are. */
  readonly ready: Promise<void>
}

/** How often it is looked whether the picture has come so far, in milliseconds. */
const LOOK_MS = 100

/**
 * Ready from the moment at which the picture first followed the log and had folded what was there. A log that goes away
 * later does not make it unready: it answers from what it has and says that it is stale.
 */
export const openReadiness = (
  picture: { readonly standing: () => { readonly stale: boolean }; readonly isLive: () => boolean },
  signal: AbortSignal,
): Readiness => {
  let hasFollowed = false
  const isReady = (): boolean => (hasFollowed ||= !picture.standing().stale && picture.isLive())
  const becomeReady = async (): Promise<void> => {
    while (!signal.aborted && !isReady()) await sleep(LOOK_MS, undefined, { signal }).catch(() => {})
    if (!hasFollowed) throw new Error('stopped before it was ready')
  }
  const ready = becomeReady()
  ready.catch(() => {})
  return { isReady, ready }
}

/** Wakes those who wait for something that a commit brings about. */
export interface CommitWatch {
  /** To be called after each commit. */
  readonly wake: () => void
  /** Calls back after each commit; gives the way to stop it. */
  readonly onCommit: (listener: () => void) => () => void
  /** Resolves as soon as the condition holds after a commit, or the signal is given; left out, that of closing. */
  readonly until: (condition: () => boolean, signal?: AbortSignal) => Promise<void>
}

/**
 * Opens a watch. `closing` ends each wait that was given no signal of its own. A wait that ends does not say why:
 * whoever waited looks.
 */
export const commitWatch = (closing: AbortSignal): CommitWatch => {
  const listeners = new Set<() => void>()
  const wake = (): void => {
    for (const listener of [...listeners]) listener()
  }
  const onCommit = (listener: () => void) => {
    listeners.add(listener)
    return () => void listeners.delete(listener)
  }
  const until = (condition: () => boolean, signal: AbortSignal = closing): Promise<void> =>
    new Promise((resolve) => {
      if (condition() || signal.aborted) return resolve()
      const check = () => {
        if (!condition() && !signal.aborted) return
        stop()
        signal.removeEventListener('abort', check)
        resolve()
      }
      const stop = onCommit(check)
      signal.addEventListener('abort', check)
    })
  return { wake, onCommit, until }
}

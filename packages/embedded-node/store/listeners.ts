/** Listeners, told each time that something happens. */
export interface Listeners<Heard> {
  /** From now on; the function that it gives ends it. */
  add(listener: (heard: Heard) => void): () => void
  tell(heard: Heard): void
}

/** Nobody listens yet. */
export const openListeners = <Heard>(): Listeners<Heard> => {
  const listeners = new Set<(heard: Heard) => void>()
  return {
    add: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    tell: (heard) => {
      for (const listener of listeners) listener(heard)
    },
  }
}

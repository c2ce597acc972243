/** Runs tasks so that those of one stream follow each other in the order in which they came. */
export interface StreamQueue {
  /** A task that may be one of several streams waits for its turn in all of them. */
  run<Value>(streams: readonly string[], task: () => Promise<Value>): Promise<Value>
}

/**
 * Tasks of one stream run one after another, tasks of different streams at the same time, up to `mostRunning`. Two
 * writers of one process then never race for a revision. How many may wait is for the caller to bound.
 */
export const createStreamQueue = (mostRunning: number): StreamQueue => {
  const last = new Map<string, Promise<unknown>>()
  const slots = createSlots(mostRunning)

  return {
    run(streams, task) {
      const before = streams.flatMap((stream) => last.get(stream) ?? [])
      const mine = before.length > 0 ? Promise.all(before).then(() => slots.run(task)) : slots.run(task)
      const end = (): void => {
        for (const stream of streams) if (last.get(stream) === settled) last.delete(stream)
      }
      const settled = mine.then(end, end)
      for (const stream of streams) last.set(stream, settled)
      return mine
    },
  }
}

const createSlots = (most: number) => {
  const waiting: (() => void)[] = []
  let running = 0
  const free = (): void => {
    const next = waiting.shift()
    if (next) next()
    else running--
  }
  return {
    async run<Value>(task: () => Promise<Value>): Promise<Value> {
      if (running < most) running++
      else await new Promise<void>((resolve) => waiting.push(resolve))
      try {
        return await task()
      } finally {
        free()
      }
    },
  }
}

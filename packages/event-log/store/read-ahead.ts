/** A buffer between a source that gives single items and a consumer that takes them in blocks. */
export interface ReadAhead<Item> {
  readonly put: (item: Item) => void
  /** Whether two blocks are there: nothing more should be read before some are taken. */
  readonly isFull: () => boolean
  /** Whether there is less than a block, so that more should be read. */
  readonly hasRoom: () => boolean
  /** From now on what there is is given at once, instead of a block. */
  readonly goLive: () => void
  /** There comes no more; what is there is given out before `take` rejects. */
  readonly fail: (error: unknown) => void
  readonly take: () => Promise<readonly Item[]>
  /** Drops what is there: from now on nothing is given out. */
  readonly stop: () => void
}

/** Until it is live, `take` waits for a block of so many items, or for `patienceMs` where there are any by then. */
export const openReadAhead = <Item>(block: number, patienceMs: number): ReadAhead<Item> => {
  const queue: Item[] = []
  let live = false
  let lost: unknown
  let stopped = false
  let wake = (): void => undefined

  const put = (item: Item): void => {
    queue.push(item)
    if (live || queue.length >= block) wake()
  }
  const fail = (error: unknown): void => {
    lost ??= error
    wake()
  }
  const isReady = (): boolean =>
    stopped || lost !== undefined || queue.length >= block || (live && queue.length > 0)
  const take = async (): Promise<readonly Item[]> => {
    while (!isReady()) {
      const wasWoken = await woken()
      if (!wasWoken && queue.length > 0) break
    }
    if (stopped) return []
    if (queue.length === 0 && lost !== undefined) throw lost
    return queue.splice(0, block)
  }
  /** Whether something woke us, rather than the time. */
  const woken = (): Promise<boolean> =>
    new Promise((resolve) => {
      const timer = live ? undefined : setTimeout(() => resolve(false), patienceMs)
      wake = () => {
        clearTimeout(timer)
        resolve(true)
      }
    })
  return {
    put,
    isFull: () => queue.length >= 2 * block,
    hasRoom: () => queue.length < block,
    goLive: () => {
      live = true
    },
    fail,
    take,
    stop: () => {
      stopped = true
      queue.length = 0
      wake()
    },
  }
}

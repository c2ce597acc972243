/** Writes that are started and not waited for one by one. */
export interface WritesUnderWay {
  /** Waits only where so many are under way that they have to be settled first. */
  start(writing: Promise<void>): Promise<void>
  /** Waits for all that are under way. Rejects where one of them failed. */
  settle(): Promise<void>
}

/** How many are under way at the most. */
const mostUnderWay = 64

/** Settles them in groups; `settled` is called after each. */
export const writesUnderWay = (settled: () => Promise<void>): WritesUnderWay => {
  let underWay: Promise<void>[] = []
  const settle = async (): Promise<void> => {
    await Promise.all(underWay)
    underWay = []
    await settled()
  }
  const start = async (writing: Promise<void>): Promise<void> => {
    // A failure is met when the group is settled; until then it is nobody's.
    writing.catch(() => undefined)
    underWay.push(writing)
    if (underWay.length >= mostUnderWay) await settle()
  }
  return { start, settle }
}

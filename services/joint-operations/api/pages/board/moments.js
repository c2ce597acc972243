/** The two moments of the board: indexes into the moments on offer; undefined is the present. */
export const nowChosen = { known: undefined, valid: undefined, together: true }

/** The distinct moments of events on both axes, the earliest first. */
export const momentsOf = (events) => ({
  known: ascending(events.map(({ knownAt }) => knownAt)),
  valid: ascending(events.map(({ occurredAt }) => occurredAt)),
})

const ascending = (instants) =>
  [...new Set(instants.map((instant) => new Date(instant).toISOString()))].sort()

/** The moments chosen, as the API asks for them; undefined for the present. */
export const asOfChosen = ({ known, valid }, moments) =>
  known === undefined && valid === undefined
    ? undefined
    : {
        ...(known === undefined ? {} : { known: { at: moments.known[known] } }),
        ...(valid === undefined ? {} : { valid: moments.valid[valid] }),
      }

/** The first slider moved. While both move together the second follows to the last moment not after it. */
export const movedKnown = (time, moments, known) =>
  time.together ? { ...time, known, valid: lastUntil(moments, known) } : { ...time, known }

/** From now on together, or not. */
export const movedTogether = (time, moments, together) =>
  together ? movedKnown({ ...time, together }, moments, time.known) : { ...time, together }

const lastUntil = (moments, known) => {
  if (known === undefined) return undefined
  const last = moments.valid.findLastIndex((instant) => instant <= moments.known[known])
  return last === -1 ? 0 : last
}

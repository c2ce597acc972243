/** The two moments of the board, as instants; undefined is the present. `together`: the second follows the first. */
export const nowChosen = { known: undefined, valid: undefined, together: true }

/** The distinct moments of events on both axes, the earliest first. */
export const momentsOf = (events) => ({
  known: ascending(events.map(({ knownAt }) => knownAt)),
  valid: ascending(events.map(({ occurredAt }) => occurredAt)),
})

const ascending = (instants) =>
  [...new Set(instants.map((instant) => new Date(instant).toISOString()))].sort()

/** The moments chosen, as the API asks for them; undefined for the present. */
export const asOfChosen = ({ known, valid }) =>
  known === undefined && valid === undefined
    ? undefined
    : { ...(known === undefined ? {} : { known: { at: known } }), ...(valid === undefined ? {} : { valid }) }

/** The first slider moved. While both move together the second follows to the last moment not after it. */
export const movedKnown = (time, moments, known) =>
  time.together ? { ...time, known, valid: lastUntil(moments, known) } : { ...time, known }

/** From now on together, or not. */
export const movedTogether = (time, moments, together) =>
  together ? movedKnown({ ...time, together }, moments, time.known) : { ...time, together }

const lastUntil = ({ valid }, known) =>
  known === undefined ? undefined : (valid[placeOf(valid, known)] ?? known)

/** Where an instant stands among moments: at the last one not after it, behind all of them where it is the present. */
export const placeOf = (moments, instant) =>
  instant === undefined
    ? moments.length
    : Math.max(
        0,
        moments.findLastIndex((one) => Date.parse(one) <= Date.parse(instant)),
      )

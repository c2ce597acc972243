/* Who knows what of an incident, as its timeline tells. */

/**
 * The agencies that take part or were told something, by name: how they take part, how many of the entries they may see now, since
 * when they saw the first, how many only by a release, and when they took notice.
 */
export const informedAgencies = ({ timeline: { nodes }, participants, acknowledgements }) => {
  const told = nodes.flatMap((entry) => entry.told)
  const names = [
    ...new Set([...participants, ...acknowledgements, ...told].map(({ agency }) => agency)),
  ].sort()
  return names.map((agency) => {
    const own = told.filter((one) => one.agency === agency)
    const seen = own.filter(({ until }) => until === null)
    return {
      agency,
      participant: participants.find((one) => one.agency === agency),
      seen: seen.length,
      released: seen.filter(({ by }) => by === 'RELEASE').length,
      withdrawn: own.length - seen.length,
      since: own.map(({ since }) => since).sort((a, b) => Date.parse(a) - Date.parse(b))[0],
      acknowledgedAt: acknowledgements.find((one) => one.agency === agency)?.since,
    }
  })
}

/** What was asked for, released, taken back and refused, in the order of the timeline, with the event it is about. */
export const releasesIn = ({ timeline: { nodes } }) => {
  const nameOf = (id) => {
    const named = nodes.find(({ event }) => event.id === id || event.reference === id)?.event
    return named ? (named.reference ?? named.type) : id
  }
  const whatOf = ({ asked, record, request, about }) => about ?? nameOf(record ?? asked ?? request)
  return nodes.flatMap(({ event, inForce }) =>
    event.type in done && inForce
      ? [{ ...event.details, event, did: done[event.type], what: whatOf(event.details) }]
      : [],
  )
}

const done = {
  ReleaseRequested: 'asks to release',
  ReleaseGranted: 'released',
  ReleaseRevoked: 'took back the release of',
  ReleaseRefused: 'refused to release',
}

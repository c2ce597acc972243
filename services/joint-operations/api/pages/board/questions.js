/** What the board asks. */

const LISTED =
  'id form kind title mode status severity lead changedAt place { lat lon } tasks(unassigned: true) { task }'

const NAMED = `id reference type agency mode summary occurredAt personal { path }
      details { ... on ReportFiledDetails { reportType } }`

/** The situation at two moments: the incidents, the last changed first, what is in conflict, and what came in last. */
export const situation = `query Situation($asOf: AsOf, $first: Int) {
  incidents(first: $first, order: { by: CHANGED }, asOf: $asOf) { totalCount nodes { ${LISTED} } }
  conflicts(settled: false, first: 10, asOf: $asOf) {
    totalCount
    pageInfo { hasNextPage }
    nodes {
      settled since
      ... on DoubleCommitment { agency unit personnel commitments { use } }
      ... on ContradictingFact { incident { id } fact { about name statements { agency value unit overruled } } }
    }
  }
  latest: events(first: 20, order: KNOWN, asOf: $asOf) { nodes { incidentId ${NAMED} knownAt delayS } }
}`

/** Incidents and events that hold some words, at two moments. */
export const search = `query Found($text: String!, $asOf: AsOf) {
  search(text: $text, first: 30, asOf: $asOf) {
    incidents { totalCount nodes { ${LISTED} } }
    events { totalCount nodes { incidentId ${NAMED} } }
  }
}`

const TIMELINE = `totalCount
      pageInfo { hasNextPage endCursor }
      nodes {
        inForce
        event {
          ${NAMED} knownAt delayS place { lat lon }
          details {
            ... on SearchRingComputedDetails { lat lon radiusKm }
            ... on ReleaseRequestedDetails { of about purpose to asked: event }
            ... on ReleaseGrantedDetails { to record: event conditions courtUse }
            ... on ReleaseRevokedDetails { to record: event }
            ... on ReleaseRefusedDetails { to record: event request reason }
          }
        }
        told { agency since until by conditions courtUse }
      }`

/** One incident at two moments: what holds, who does what, and what happened with when it became known. */
export const incident = `query OneIncident($id: ID!, $direction: Direction, $asOf: AsOf) {
  incident(id: $id, asOf: $asOf) {
    id form kind title mode status statusSince severity certainty lead agencies openedAt disposition mergedInto serves
    place { name lat lon }
    operations { id title status }
    conflicts {
      settled since
      ... on DoubleCommitment {
        agency unit personnel commitments { use }
        settledBy { rationale since source { agency reference } }
        ended { since source { agency reference } }
      }
      ... on ContradictingFact {
        fact {
          about name
          statements { agency value unit overruled }
          settled { value unit since source { agency reference } }
        }
      }
    }
    participants { agency state since part { status since } }
    acknowledgements { agency since }
    persons { subject status since source { reference agency } }
    facts { about name value contradicted statements { agency value unit since } }
    tasks { task title agency unit personnel state unassigned deadline reason since }
    requests { request what personnel state by of since }
    commitments { agency unit use personnel since }
    measures { kind state until areas since }
    checkpoints { checkpoint status exceptions since }
    alerts { identifier headline state since }
    links { a b relation until }
    decisions { decision rationale since source { agency reference } }
    timeline(first: 100, direction: $direction, superseded: true) { ${TIMELINE} }
  }
}`

/** What satellites saw for an incident, in a box. */
export const detections = `query Detections($id: ID!, $box: BoxInput, $asOf: AsOf) {
  hotspots(first: 100, filter: { incident: $id, box: $box }, asOf: $asOf) { totalCount nodes { lat lon acquiredAt } }
}`

/** The entries of an incident's timeline after a cursor. */
export const furtherEntries = `query FurtherEntries($id: ID!, $after: String, $direction: Direction, $asOf: AsOf) {
  incident(id: $id, asOf: $asOf) { timeline(first: 100, after: $after, direction: $direction, superseded: true) { ${TIMELINE} } }
}`

/** The moments at which something happened or became known, in one incident or anywhere, the newest first. */
export const moments = `query Moments($incident: ID) {
  events(first: 100, order: KNOWN, filter: { incident: $incident }) { nodes { occurredAt knownAt } }
}`

/** Tells when to ask again. */
export const changes = `subscription Changes {
  changes { position kind reason }
}`

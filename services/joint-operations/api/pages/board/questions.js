/** What the board asks. */

/** The situation at two moments: the incidents, the last changed first, and what is in conflict. */
export const situation = `query Situation($asOf: AsOf) {
  incidents(first: 50, order: { by: CHANGED }, asOf: $asOf) {
    totalCount
    nodes { id form kind title mode status severity lead changedAt tasks(unassigned: true) { task } }
  }
  conflicts(settled: false, first: 10, asOf: $asOf) {
    totalCount
    pageInfo { hasNextPage }
    nodes {
      since
      ... on DoubleCommitment { agency unit personnel commitments { use } }
      ... on ContradictingFact { incident { id } fact { about name statements { agency value unit } } }
    }
  }
}`

/** One incident at two moments: what holds, who does what, and what happened with when it became known. */
export const incident = `query OneIncident($id: ID!, $asOf: AsOf) {
  incident(id: $id, asOf: $asOf) {
    id form kind title status statusSince severity certainty lead agencies openedAt disposition mergedInto
    place { name lat lon }
    persons { subject status since source { reference agency } }
    facts { about name value contradicted statements { agency value unit since } }
    tasks { task title agency state unassigned deadline }
    requests { request what personnel state by }
    commitments { agency unit use personnel since }
    measures { kind state until areas since }
    checkpoints { checkpoint status exceptions since }
    alerts { identifier headline state since }
    links { a b relation until }
    decisions { decision rationale since }
    timeline(first: 100, superseded: true) {
      totalCount
      nodes {
        inForce
        event {
          id reference type agency mode summary occurredAt knownAt delayS personal { path }
          details { ... on ReportFiledDetails { reportType } }
        }
        told { agency since until by }
      }
    }
  }
}`

/** The moments at which something happened or became known, the newest first. */
export const moments = `query Moments($incident: ID) {
  events(first: 100, order: KNOWN, filter: { incident: $incident }) { nodes { occurredAt knownAt } }
}`

/** Tells when to ask again. */
export const changes = `subscription Changes {
  changes { position kind reason }
}`

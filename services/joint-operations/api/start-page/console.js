/** The questions on the start page, and what sends them. Plain browser code: nothing is loaded from anywhere else. */

const worthTrying = [
  {
    name: 'What is going on',
    query: `query GoingOn {
  standing { position lagMs stale }
  incidents(filter: { modes: [OPERATIONAL] }, first: 20) {
    totalCount
    nodes { id form kind title status severity lead agencies openedAt changedAt }
  }
}`,
  },
  {
    name: 'One incident, as it was known at a moment',
    query: `query AsKnown($id: ID!, $at: DateTime!) {
  incident(id: $id, asOf: { known: { at: $at }, valid: $at }) {
    status severity
    persons { subject status since missingSince source { reference agency } }
    facts { about name contradicted statements { agency value unit since } }
    tasks { task title state unassigned deadline agency by }
  }
}`,
    variables: { id: 'INC-ESC', at: '2025-04-23T16:00:00+08:00' },
  },
  {
    name: 'Who was told what, when',
    query: `query Told($id: ID!) {
  incident(id: $id) {
    timeline(first: 50, superseded: true) {
      totalCount
      nodes {
        inForce
        event { reference type agency occurredAt knownAt delayS summary }
        told { agency since until by acknowledgedAt }
      }
    }
  }
}`,
    variables: { id: 'INC-ESC' },
  },
  {
    name: 'What is in conflict',
    query: `query Conflicts {
  conflicts {
    nodes {
      settled since
      ... on DoubleCommitment {
        agency unit personnel ground
        commitments { use since personnel }
        settledBy { rationale basis { reference summary } allocations { use personnel } }
      }
      ... on ContradictingFact { incident { id } fact { about name statements { agency value unit } } }
    }
  }
}`,
  },
  {
    name: 'Which reports were slowest',
    query: `query Slowest {
  slowestReports(first: 10) { nodes { reference agency type occurredAt knownAt delayS } }
}`,
  },
  {
    name: 'Watch it live',
    query: `subscription Live {
  changes {
    position kind
    event { reference type agency summary occurredAt }
    incident { id status }
  }
}`,
  },
]

const byId = (id) => document.getElementById(id)
const answer = byId('answer')
let asking

for (const [index, { name }] of worthTrying.entries()) byId('worth').add(new Option(name, String(index)))

const show = ({ query, variables }) => {
  byId('query').value = query
  byId('variables').value = variables ? JSON.stringify(variables, null, 2) : ''
}

const ask = async () => {
  asking?.abort()
  asking = new AbortController()
  answer.textContent = ''
  byId('stop').hidden = false
  try {
    const variables = byId('variables').value.trim()
    const response = await fetch('graphql', {
      method: 'POST',
      signal: asking.signal,
      headers: {
        'content-type': 'application/json',
        accept: /^\s*subscription\b/.test(byId('query').value)
          ? 'text/event-stream'
          : 'application/graphql-response+json',
        authorization: `Bearer ${byId('token').value.trim()}`,
      },
      body: JSON.stringify({
        query: byId('query').value,
        ...(variables ? { variables: JSON.parse(variables) } : {}),
      }),
    })
    if (response.headers.get('content-type')?.includes('event-stream')) await watch(response.body)
    else answer.textContent = JSON.stringify(await response.json(), null, 2)
  } catch (error) {
    if (error.name !== 'AbortError') answer.textContent = error.message
  } finally {
    byId('stop').hidden = true
  }
}

const watch = async (body) => {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    const events = (rest + next.value).split('\n\n')
    rest = events.pop()
    for (const event of events) {
      const data = /^data: ?(.+)$/m.exec(event)?.[1]
      if (data) answer.prepend(`${JSON.stringify(JSON.parse(data), null, 2)}\n\n`)
    }
  }
}

byId('worth').addEventListener('change', () => show(worthTrying[Number(byId('worth').value)]))
byId('ask').addEventListener('click', ask)
byId('stop').addEventListener('click', () => asking?.abort())
show(worthTrying[0])

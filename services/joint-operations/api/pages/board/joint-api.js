/**
 * Asks the joint API with the token in use. Answers its data and standing; what it refuses becomes an error with the
 * API's own sentence, code and HTTP status.
 */
export const ask = async (token, query, variables, signal) => {
  const response = await post(token, query, variables, 'application/graphql-response+json', signal)
  const { data, errors, extensions } = await response.json()
  if (errors) {
    const [{ message, extensions }] = errors
    throw Object.assign(new Error(message), { status: response.status, code: extensions?.code })
  }
  return { data, standing: extensions?.concord }
}

/** Calls `onChange` for everything that comes to the reader's picture. Ends when the API ends it or `signal` does. */
export const watch = async (token, query, onChange, signal) => {
  const response = await post(token, query, {}, 'text/event-stream', signal)
  if (!response.headers.get('content-type')?.includes('event-stream')) return
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    const messages = (rest + next.value).split('\n\n')
    rest = messages.pop()
    for (const message of messages) {
      const data = /^data: ?(.+)$/m.exec(message)?.[1]
      if (data) onChange(JSON.parse(data).data?.changes)
    }
  }
}

const post = (token, query, variables, accept, signal) =>
  fetch('graphql', {
    method: 'POST',
    signal,
    headers: { 'content-type': 'application/json', accept, authorization: `Bearer ${token}` },
    body: JSON.stringify({ query, variables }),
  }).catch((error) => {
    if (error.name === 'AbortError') throw error
    throw Object.assign(new Error('The joint operations do not answer; they are asked again.'), {
      away: true,
    })
  })

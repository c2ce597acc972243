/**
 * Opens GraphiQL for the holder of a token: the one that the board was given, or one that is pasted here. The schema is told
 * to nobody else, so nothing is asked before; a token that is refused is said to be, and another one asked for.
 */
// biome-ignore lint/correctness/noUnusedVariables: the page that this is written into calls it
const openWithToken = async (options) => {
  const root = document.getElementById('root')
  const token = sessionStorage.getItem('token')
  const refusal = token ? await refusalOf(token) : ''
  if (token && !refusal) {
    const headers = JSON.stringify({ authorization: `Bearer ${token}` }, null, 2)
    return YogaGraphiQL.renderYogaGraphiQL(root, { ...options, headers })
  }
  // GraphiQL knows light and dark by itself; this form is the browser's own.
  document.documentElement.style.colorScheme = 'light dark'
  root.innerHTML = `
    <form style="color: CanvasText; font: 16px/1.5 system-ui, sans-serif; max-width: 40rem; margin: 15vh auto; padding: 0 1rem">
      <h1 style="font-size: 1.25rem">GraphiQL</h1>
      <p role="alert"></p>
      <p>Everybody sees what their agency may see: paste a token to ask as its holder.
        <code>npx -y pnpm@12 concord token joc/analyst</code> prints one of a system that was started here.</p>
      <input name="token" type="password" autocomplete="off" placeholder="paste a token" aria-label="Token" required autofocus>
      <button>Ask</button>
      <p><a href="./">Back to the board</a></p>
    </form>`
  root.querySelector('[role=alert]').textContent = refusal
  root.querySelector('form').addEventListener('submit', (submitted) => {
    submitted.preventDefault()
    sessionStorage.setItem('token', submitted.target.elements.token.value.trim())
    location.reload()
  })
}

/** Why the API does not take a token, in its own words; nothing where it does, or is not there to say. */
const refusalOf = async (token) => {
  const response = await fetch('graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: '{"query":"{ __typename }"}',
  }).catch(() => undefined)
  if (response?.status !== 401) return ''
  const { errors } = await response.json()
  return `The token is not taken: ${errors[0].message}`
}

/**
 * Opens GraphiQL for the holder of a token: the one that the board was given, or one that is pasted here. The schema is told
 * to nobody else, so nothing is asked before.
 */
// biome-ignore lint/correctness/noUnusedVariables: the page that this is written into calls it
const openWithToken = (options) => {
  const root = document.getElementById('root')
  const token = sessionStorage.getItem('token')
  if (token) {
    const headers = JSON.stringify({ authorization: `Bearer ${token}` }, null, 2)
    return YogaGraphiQL.renderYogaGraphiQL(root, { ...options, headers })
  }
  // GraphiQL knows light and dark by itself; this form is the browser's own.
  document.documentElement.style.colorScheme = 'light dark'
  root.innerHTML = `
    <form style="color: CanvasText; font: 16px/1.5 system-ui, sans-serif; max-width: 40rem; margin: 15vh auto; padding: 0 1rem">
      <h1 style="font-size: 1.25rem">GraphiQL</h1>
      <p>Everybody sees what their agency may see: paste a token to ask as its holder.
        <code>npx -y pnpm@12 concord token joc/analyst</code> prints one of a system that was started here.</p>
      <input name="token" type="password" autocomplete="off" placeholder="paste a token" aria-label="Token" required>
      <button>Ask</button>
      <p><a href="./">Back to the board</a></p>
    </form>`
  root.querySelector('form').addEventListener('submit', (submitted) => {
    submitted.preventDefault()
    sessionStorage.setItem('token', submitted.target.elements.token.value.trim())
    location.reload()
  })
}

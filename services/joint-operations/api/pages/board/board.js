/** The board: the joint picture in a browser, at any two moments, kept up to date while it shows the present. */

import { incidentView } from './incident-view.js'
import { ask, watch } from './joint-api.js'
import { html, nothing, render } from './lit-html.js'
import { asOfChosen, momentsOf, nowChosen } from './moments.js'
import * as questions from './questions.js'
import { situationView } from './situation-view.js'
import { timeBar } from './time-bar.js'
import { whose } from './token.js'

const RETRY_MS = 3000

const board = {
  token: takeToken(),
  selected: decodeURIComponent(location.hash.slice(1)) || undefined,
  time: nowChosen,
  moments: { known: [], valid: [] },
  situation: undefined,
  incident: undefined,
  standing: undefined,
  trouble: undefined,
}

/** A token may come in the address's fragment, which never leaves the browser; it is taken out of it at once. */
function takeToken() {
  const given = /^#token=(.+)$/.exec(location.hash)?.[1]
  if (given) {
    sessionStorage.setItem('token', given)
    history.replaceState(undefined, '', location.pathname)
  }
  return sessionStorage.getItem('token') ?? ''
}

const draw = () => render(page(), document.getElementById('board'))

const page = () => html`
  <header>
    <h1>The joint picture</h1>
    ${standingView(board.standing)}
    <form @submit=${useToken}>
      ${board.token ? html`<span>${whose(board.token)}</span>` : nothing}
      <input name="token" type="password" autocomplete="off" placeholder="paste a token" aria-label="Token">
      <button>${board.token ? 'Look as somebody else' : 'Look'}</button>
    </form>
    <a href="graphiql">GraphiQL</a>
  </header>
  ${board.trouble ? html`<p class="trouble" role="alert">${board.trouble}</p>` : nothing}
  ${board.token ? timeBar(board.time, board.moments, chooseTime) : welcome}
  <main>
    ${board.situation ? situationView(board.situation, board.selected, select) : asked()}
    ${board.selected ? incidentView(board.selected, board.incident, select) : offered()}
  </main>
`

const asked = () =>
  board.token && !board.trouble ? html`<p role="status">Asking what is going on …</p>` : nothing

const offered = () =>
  board.situation?.incidents.nodes.length > 0
    ? html`<p>Choose an incident to see who says what of it, and when that became known.</p>`
    : nothing

const welcome = html`
  <p>
    Everybody sees what their agency may see: paste a token to look as its holder.
    <code>npx -y pnpm@12 concord token joc/analyst</code> prints one of a system that was started here.
  </p>
`

const standingView = (standing) =>
  standing
    ? html`<span class=${standing.stale ? 'stale' : 'fresh'}>
        position ${standing.position}${standing.stale ? ', stale: the log is away' : ''}
      </span>`
    : nothing

const useToken = (submitted) => {
  submitted.preventDefault()
  const field = submitted.target.elements.token
  board.token = field.value.trim()
  field.value = ''
  sessionStorage.setItem('token', board.token)
  Object.assign(board, { situation: undefined, incident: undefined, standing: undefined, time: nowChosen })
  begin()
}

const select = (id) => {
  board.selected = id
  history.replaceState(undefined, '', `#${encodeURIComponent(id)}`)
  board.incident = undefined
  refresh()
  bringIntoSight(document.querySelector('.incident'))
}

/** Whoever chooses an incident far down in the list sees that it is shown. */
const bringIntoSight = (section) => {
  const { top } = section.getBoundingClientRect()
  if (top < 0 || top > innerHeight / 2) section.scrollIntoView()
}

const chooseTime = (time) => {
  board.time = time
  refresh()
}

let asking
let again

/** Asks for everything that is shown. A newer question ends the one before. */
const refresh = async () => {
  asking?.abort()
  clearTimeout(again)
  asking = new AbortController()
  const { signal } = asking
  draw()
  if (!board.token) return
  try {
    const asOf = asOfChosen(board.time, board.moments)
    const question = (query, variables) => ask(board.token, query, variables, signal)
    const [situation, incident, moments] = await Promise.all([
      question(questions.situation, { asOf }),
      board.selected ? question(questions.incident, { id: board.selected, asOf }) : undefined,
      question(questions.moments, {}),
    ])
    const standsStill = asOf !== undefined
    Object.assign(board, {
      situation: situation.data,
      incident: incident?.data.incident,
      // The sliders' moments stay as they are while one of them is chosen.
      moments: standsStill ? board.moments : momentsOf(moments.data.events.nodes),
      standing: situation.standing,
      trouble: undefined,
    })
  } catch (error) {
    if (error.name === 'AbortError') return
    board.trouble = error.message
    // A token that is refused once is refused again: whoever pastes another one begins anew.
    if (error.status === 401) watching?.abort()
    if (error.away) again = setTimeout(refresh, RETRY_MS)
  }
  draw()
}

let watching

/** Follows the log for the token in use, and comes back after a break for as long as the page is open. */
const begin = async () => {
  watching?.abort()
  watching = new AbortController()
  const { signal } = watching
  while (board.token && !signal.aborted) {
    await refresh()
    if (!signal.aborted) await watch(board.token, questions.changes, onChange, signal).catch(() => {})
    await new Promise((resume) => setTimeout(resume, RETRY_MS))
  }
}

let due

/** Many changes at once are one look. */
const onChange = (change) => {
  if (change?.kind === 'EVENT' && due === undefined) due = setTimeout(look, 200)
}

const look = () => {
  due = undefined
  refresh()
}

draw()
begin()

/** The board: the joint picture in a browser, at any two moments, kept up to date while it shows the present. */

import { incidentView } from './incident-view.js'
import { watch } from './joint-api.js'
import { latestView } from './latest-view.js'
import { linkTo, linkToExactly, shownBy } from './link.js'
import { html, nothing, render } from './lit-html.js'
import { askPicture } from './picture.js'
import { placeMap } from './place-map.js'
import { leftOut, placesIn } from './places.js'
import * as questions from './questions.js'
import { foundView, searchField } from './search-view.js'
import { situationView } from './situation-view.js'
import { timeBar } from './time-bar.js'
import { takeToken, useToken, whose } from './token.js'

const RETRY_MS = 3000
const FIRST_LISTED = 50
/** As many as the API gives at once. */
const MOST_LISTED = 100

const start = { incidentsShown: FIRST_LISTED, timelinePages: 1 }

/** `picture` is what was answered last, and says itself what it is of. */
const board = {
  token: takeToken(),
  ...shownBy(location.hash),
  ...start,
  latestFirst: false,
  picture: {},
  trouble: undefined,
  told: undefined,
}

const draw = () => {
  const places = board.token ? placesIn(board.picture) : []
  render(page(places.length > 0), document.getElementById('board'))
  drawMap(places)
}

const page = (hasMap) => html`
  <header>
    <h1>The joint picture</h1>
    ${standingView(board.picture.standing)}
    ${board.picture.situation ? linkView() : nothing}
    <form @submit=${lookAs}>
      ${board.token ? html`<span>${whose(board.token)}</span>` : nothing}
      <input name="token" type="password" autocomplete="off" placeholder="paste a token" aria-label="Token">
      <button>${board.token ? 'Look as somebody else' : 'Look'}</button>
    </form>
    <a href="graphiql">GraphiQL</a>
  </header>
  <main>
    ${board.trouble ? html`<p class="trouble" role="alert">${board.trouble}</p>` : nothing}
    ${board.token ? timeBar(board.time, board.picture.moments ?? noMoments, chooseTime) : welcome}
    <figure aria-label="Map" ?hidden=${!hasMap}>
      <div id="map"></div>
      <figcaption>Outlines within a few kilometres: OpenStreetMap contributors${shownInPart()}</figcaption>
    </figure>
    ${board.token ? panes() : nothing}
  </main>
`

const shownInPart = () => {
  const part = leftOut(board.picture)
  return part ? `; ${part}` : ''
}

let map

/** Where there is nothing to show there is no map. */
const drawMap = (places) => {
  if (places.length === 0) return
  map ??= placeMap(document.getElementById('map'), (incident) => show({ selected: incident }))
  map.show(board.picture.selected, places)
}

const noMoments = { known: [], valid: [] }

/** What was answered for something else than what is chosen now is shown as outdated until the answer comes. */
const panes = () => html`
  <div class="panes ${isOutdated() ? 'outdated' : ''}" aria-busy=${isOutdated()}>
    <section class="situation" aria-label="Situation">
      ${searchField(board.search, (search) => show({ search }))}
      ${listed()}
    </section>
    ${board.selected ? incidentView(board.selected, incidentShown(), beside()) : offered()}
  </div>
`

const beside = () => ({ linkOf, timeline: timelineShown(), asked: asked('what is known of it') })

const isOutdated = () => board.picture.of !== undefined && board.picture.of !== linkTo(board)

/** The answer is of the incident that is chosen, or there is none yet. */
const incidentShown = () => (board.picture.selected === board.selected ? board.picture.incident : undefined)

const listed = () => {
  const { situation, found, search } = board.picture
  if (board.search && board.search === search) return foundView(found, search, board.selected, { linkOf })
  if (!board.search && situation)
    return situationView(situation, board.selected, { linkOf, showMore: showMoreListed() })
  return asked(board.search ? 'what holds these words' : 'what is going on')
}

const asked = (what) => (board.trouble ? nothing : html`<p role="status">Asking ${what} …</p>`)

const offered = () =>
  board.picture.situation?.latest.nodes.length > 0
    ? latestView(board.picture.situation.latest, { linkOf })
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
        position ${standing.position}${standing.stale ? ', stale: the log cannot be followed' : ''}
      </span>`
    : nothing

const linkView = () => html`
  <a href=${linkToExactly(board, board.picture.newest)} @click=${copyLink}
    title="Shows exactly this, also when more is known, to whoever opens it, as far as they may see it">Link to this</a>
  <span role="status">${board.told}</span>
`

/** Where the page may not write to the clipboard the link is followed, and stands in the address. */
const copyLink = (clicked) => {
  if (!navigator.clipboard) return
  clicked.preventDefault()
  navigator.clipboard.writeText(clicked.currentTarget.href).then(
    () => tell('copied'),
    () => tell('copy it from its menu'),
  )
}

const tell = (told) => {
  board.told = told
  draw()
  setTimeout(() => {
    board.told = undefined
    draw()
  }, RETRY_MS)
}

const lookAs = (submitted) => {
  submitted.preventDefault()
  const field = submitted.target.elements.token
  board.token = useToken(field.value)
  field.value = ''
  Object.assign(board, { picture: {}, trouble: undefined })
  begin()
}

const linkOf = (selected) => linkTo({ ...board, selected })

/** Shows something else; the address says what, so that back and forward go there, and others can be given it. */
const show = (change, isNext = true) => {
  Object.assign(board, change)
  history[isNext ? 'pushState' : 'replaceState'](undefined, '', linkTo(board))
  refresh()
}

const SLIDE_MS = 1000
let sliding

/** A slider passes many moments: back leads to what was shown before it was moved. */
const chooseTime = (time) => {
  show({ time }, sliding === undefined)
  clearTimeout(sliding)
  sliding = setTimeout(() => {
    sliding = undefined
  }, SLIDE_MS)
}

/** The address has changed: somebody chose an incident, went back, or opened a link here. */
const follow = () => {
  const { selected } = board
  Object.assign(board, { token: takeToken(), ...shownBy(location.hash), ...start })
  refresh()
  if (board.selected && board.selected !== selected) bringIntoSight(document.querySelector('.incident h2'))
}

/** Whoever chooses an incident far down in the list sees that it is shown; and it is read out, and what comes next. */
const bringIntoSight = (heading) => {
  heading.focus({ preventScroll: true })
  const { top } = heading.getBoundingClientRect()
  if (top < 0 || top > innerHeight / 2) heading.scrollIntoView()
}

const showMoreListed = () => {
  const { totalCount, nodes } = board.picture.situation.incidents
  if (totalCount <= nodes.length || nodes.length >= MOST_LISTED) return undefined
  return () => {
    board.incidentsShown = MOST_LISTED
    refresh()
  }
}

/** In which order the timeline is shown, and what turns it round or shows more of it. */
const timelineShown = () => ({
  latestFirst: board.latestFirst,
  turn: () => {
    Object.assign(board, { latestFirst: !board.latestFirst, timelinePages: 1 })
    refresh()
  },
  showMore: () => {
    board.timelinePages++
    refresh()
  },
})

let asking
let again

/** Asks for everything that is shown. A newer question ends the one before. */
const refresh = async () => {
  asking?.abort()
  clearTimeout(again)
  asking = new AbortController()
  draw()
  if (!board.token) return
  try {
    board.picture = await askPicture(board, asking.signal)
    board.trouble = undefined
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

addEventListener('popstate', follow)
draw()
begin()

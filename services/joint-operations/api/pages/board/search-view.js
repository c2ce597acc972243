import { eventLine } from './event-line.js'
import { html, nothing } from './lit-html.js'
import { card } from './situation-view.js'

/** The field for words to look for. `look` is told them; none shows the situation again. */
export const searchField = (sought, look) => html`
  <form class="search" role="search" @submit=${(submitted) => {
    submitted.preventDefault()
    look(submitted.target.elements.words.value.trim() || undefined)
  }}>
    <input name="words" type="search" .value=${sought ?? ''} maxlength="200" placeholder="words, a code or a reference"
      aria-label="Words to look for">
    <button>Find</button>
    ${sought ? html`<button type="button" @click=${() => look(undefined)}>All</button>` : nothing}
  </form>
`

/** What holds the words: incidents, and events with the incident that they are of. */
export const foundView = ({ incidents, events }, sought, selected, { linkOf }) => html`
  <h2>${counted(incidents, 'incident')} and ${counted(events, 'event')} with “${sought}”</h2>
  ${incidents.nodes.length + events.nodes.length === 0 ? html`<p>Nothing that you may see holds words that begin so.</p>` : nothing}
  ${incidents.nodes.map((incident) => card(incident, selected, linkOf))}
  <ul class="found">${events.nodes.map((event) => html`<li>${eventLine(event, event.occurredAt, linkOf)}</li>`)}</ul>
`

const counted = ({ totalCount, nodes }, what) => {
  if (totalCount === null) return `very many ${what}s`
  const first = totalCount > nodes.length ? ` (the first ${nodes.length})` : ''
  return `${totalCount} ${what}${totalCount === 1 ? '' : 's'}${first}`
}

import { eventLine } from './event-line.js'
import { html, nothing } from './lit-html.js'
import { span } from './shown.js'

/** What became known last, whatever it is of, the newest first. `linkOf` gives the address of an incident. */
export const latestView = ({ nodes }, { linkOf }) => html`
  <section class="incident" aria-label="What came in last">
    <h2>What came in last</h2>
    <p>Choose an incident to see who says what of it, and when that became known.</p>
    <ul class="found">${nodes.map((event) => html`<li>${latest(event, linkOf)}</li>`)}</ul>
  </section>
`

const latest = (event, linkOf) => html`
  ${eventLine(event, event.knownAt, linkOf)}
  ${event.delayS > 60 ? html`<small class="late">known ${span(event.delayS)} after it happened</small>` : nothing}
`

import { summaryOf } from './event-line.js'
import { html, nothing } from './lit-html.js'
import { calledBySender, moment, span, words } from './shown.js'

/** What happened, in that order; `showMore` asks for the entries behind those that are there. */
export const timelineView = ({ nodes, totalCount, pageInfo }, showMore) => html`
  <h3>${totalCount === 1 ? '1 event' : `${totalCount} events`}${nodes.length < totalCount ? `, the first ${nodes.length}` : ''}</h3>
  <ol class="timeline">${nodes.map(entry)}</ol>
  ${pageInfo.hasNextPage ? html`<button @click=${showMore}>Show later ones</button>` : nothing}
`

const entry = ({ event, inForce, told }) => html`
  <li class=${inForce ? '' : 'superseded'}>
    <time>${moment(event.occurredAt)}</time>
    <div>
      <b>${event.agency}</b> ${calledBySender(event)} <small>${event.reference}</small>
      ${inForce ? nothing : html`<span>superseded</span>`}
      ${event.mode === 'OPERATIONAL' ? nothing : html`<span class="warn">${words(event.mode)}</span>`}<br>
      ${summaryOf(event)}
      <small>
        known ${moment(event.knownAt)}${event.delayS > 60 ? html`, <span class="late">${span(event.delayS)} later</span>` : nothing}${told.length > 0 ? `; told: ${told.map(toldOf).join(', ')}` : ''}
      </small>
    </div>
  </li>
`

const toldOf = ({ agency, until }) => (until ? `${agency} until ${moment(until)}` : agency)

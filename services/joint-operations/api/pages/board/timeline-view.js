import { summaryOf } from './event-line.js'
import { html, nothing } from './lit-html.js'
import { calledBySender, moment, span, words } from './shown.js'

/** What happened, in that order or the latest first; `turn` turns it round, `showMore` asks for what comes behind. */
export const timelineView = ({ nodes, totalCount, pageInfo }, { latestFirst, turn, showMore }) => html`
  <h3>
    ${totalCount === 1 ? '1 event' : `${totalCount} events`}${nodes.length < totalCount ? `, the ${latestFirst ? 'last' : 'first'} ${nodes.length}` : ''}
    ${totalCount > 1 ? html`<button @click=${turn}>${latestFirst ? 'Earliest first' : 'Latest first'}</button>` : nothing}
  </h3>
  <ol class="timeline">${nodes.map(entry)}</ol>
  ${pageInfo.hasNextPage ? html`<button @click=${showMore}>${latestFirst ? 'Show earlier ones' : 'Show later ones'}</button>` : nothing}
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

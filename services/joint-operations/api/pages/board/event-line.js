import { html, nothing } from './lit-html.js'
import { calledBySender, moment } from './shown.js'

/** An event away from its incident's timeline: a moment of it, which incident it is of, who says what. */
export const eventLine = (event, at, linkOf) => html`
  <small>${moment(at)}</small>
  ${event.incidentId ? html`<a href=${linkOf(event.incidentId)}>${event.incidentId}</a>` : nothing}
  <b>${event.agency}</b> ${calledBySender(event)} <small>${event.reference}</small><br>
  ${summaryOf(event)}
`

/** One line of an event; of one about a person that there is something. */
export const summaryOf = ({ summary, personal }) =>
  summary ?? (personal.length > 0 ? html`<small>about a person, sealed.</small>` : nothing)

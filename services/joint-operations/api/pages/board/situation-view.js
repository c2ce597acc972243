import { conflictView } from './conflict-view.js'
import { html, nothing } from './lit-html.js'
import { moment, words } from './shown.js'

/**
 * Incidents, the last changed first, and what is in conflict. `linkOf` gives the address of an incident; `showMore` asks for
 * more of them.
 */
export const situationView = ({ incidents, conflicts }, selected, { linkOf, showMore }) => html`
  ${conflicts.nodes.length > 0 ? conflictsView(conflicts, linkOf) : nothing}
  <h2>${incidents.totalCount} in all${incidents.totalCount > incidents.nodes.length ? `, the last ${incidents.nodes.length} changed` : ''}</h2>
  ${incidents.totalCount === 0 ? html`<p>You may see no incident at these moments.</p>` : nothing}
  ${incidents.nodes.map((incident) => card(incident, selected, linkOf))}
  ${showMore ? html`<button @click=${showMore}>Show more</button>` : nothing}
`

/** An incident in a list. */
export const card = (incident, selected, linkOf) => html`
  <a class="card ${incident.id === selected ? 'selected' : ''}" href=${linkOf(incident.id)}
    aria-current=${incident.id === selected ? 'true' : nothing}>
    <span class="line">
      <b>${incident.id}</b>
      <span class="status ${incident.status}">${words(incident.status)}</span>
      ${incident.severity === 'UNKNOWN' ? nothing : html`<span class="severity ${incident.severity}">${words(incident.severity)}</span>`}
    </span>
    <span>${incident.title ?? incident.kind ?? words(incident.form)}</span>
    <small>
      ${incident.lead ? `led by ${incident.lead}, ` : ''}changed ${moment(incident.changedAt)}${incident.mode === 'OPERATIONAL' ? '' : `, ${words(incident.mode)}`}
    </small>
    ${incident.tasks.length > 0 && !isOver(incident) ? html`<small class="warn">${incident.tasks.length} task${incident.tasks.length > 1 ? 's' : ''} nobody is on</small>` : nothing}
  </a>
`

/** What is over needs nobody any more. */
const isOver = ({ status }) => status === 'CLOSED' || status === 'MERGED'

const conflictsView = ({ nodes, totalCount, pageInfo }, linkOf) => html`
  <div class="conflicts">
    <h2>${totalCount ?? `${nodes.length}${pageInfo.hasNextPage ? ' and more' : ''}`} in conflict${totalCount > nodes.length ? `, the first ${nodes.length}` : ''}</h2>
    ${nodes.map((conflict) => conflictView(conflict, incidentsOf(conflict, linkOf)))}
  </div>
`

/** Where a conflict is: a use names its incident before the slash. */
const incidentsOf = ({ incident, commitments = [] }, linkOf) => {
  const ids = incident ? [incident.id] : [...new Set(commitments.map(({ use }) => use.split('/')[0]))]
  return ids.map((id) => html`<a href=${linkOf(id)}>${id}</a> `)
}

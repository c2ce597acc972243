import { html, nothing } from './lit-html.js'
import { moment, words } from './shown.js'

/** Incidents, the last changed first, and what is in conflict. `select` is told the incident that is clicked. */
export const situationView = ({ incidents, conflicts }, selected, select) => html`
  <section class="situation" aria-label="Situation">
    ${conflicts.nodes.length > 0 ? conflictsView(conflicts, select) : nothing}
    <h2>${incidents.totalCount} in all${incidents.totalCount > incidents.nodes.length ? `, the last ${incidents.nodes.length} changed` : ''}</h2>
    ${incidents.nodes.map((incident) => card(incident, incident.id === selected, select))}
  </section>
`

const card = (incident, isSelected, select) => html`
  <button class="card ${isSelected ? 'selected' : ''}" aria-current=${isSelected} @click=${() => select(incident.id)}>
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
  </button>
`

/** What is over needs nobody any more. */
const isOver = ({ status }) => status === 'CLOSED' || status === 'MERGED'

const conflictsView = ({ nodes, totalCount, pageInfo }, select) => html`
  <div class="conflicts">
    <h2>${totalCount ?? `${nodes.length}${pageInfo.hasNextPage ? ' and more' : ''}`} in conflict</h2>
    ${nodes.map((conflict) => (conflict.fact ? contradiction(conflict, select) : doubleCommitment(conflict)))}
  </div>
`

const contradiction = ({ incident, fact }, select) => html`
  <p>
    ${incident ? html`<button class="link" @click=${() => select(incident.id)}>${incident.id}</button>` : nothing}
    ${fact.about} ${fact.name}:
    ${fact.statements.map(({ agency, value, unit }) => html`<span class="said">${agency} says ${value} ${unit}</span>`)}
  </p>
`

const doubleCommitment = ({ agency, unit, personnel, commitments }) => html`
  <p>${agency} bound ${unit ?? `${personnel} people`} to ${commitments.map(({ use }) => use).join(' and ')}</p>
`

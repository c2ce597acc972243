import { html, nothing } from './lit-html.js'
import { calledBySender, moment, span, words } from './shown.js'

/** One incident at the moments chosen; undefined while it is asked for, null when the reader may see nothing of it. */
export const incidentView = (id, incident, select) => {
  if (incident === undefined) return html`<section class="incident"><h2>${id}</h2></section>`
  if (incident === null)
    return html`<section class="incident"><h2>${id}</h2><p>Nothing of it may be seen at these moments.</p></section>`
  return html`
    <section class="incident" aria-label=${incident.id}>
      <h2>${incident.id} <small>${incident.title ?? incident.kind}</small></h2>
      <p>
        ${words(incident.status)}${incident.disposition ? ` (${incident.disposition})` : ''} since ${moment(incident.statusSince)};
        ${incident.agencies.join(', ')}${incident.lead ? `, led by ${incident.lead}` : ''}.
        ${incident.mergedInto ? html`Merged into ${link(incident.mergedInto, select)}.` : nothing}
        ${incident.place?.name ?? nothing}
      </p>
      ${list('Persons', incident.persons, person)}
      ${list('Facts', incident.facts, fact)}
      ${list('Tasks', incident.tasks, task)}
      ${list('Requests', incident.requests, request)}
      ${list('Bound', incident.commitments, commitment)}
      ${list('Measures', incident.measures, measure)}
      ${list('Checkpoints', incident.checkpoints, checkpoint)}
      ${list('Warnings to the public', incident.alerts, alert)}
      ${list('Links', incident.links, (held) => linked(held, incident.id, select))}
      ${list('Decisions', incident.decisions, decision)}
      ${timeline(incident.timeline)}
    </section>
  `
}

const list = (title, items, view) =>
  items.length === 0
    ? nothing
    : html`<h3>${title}</h3><ul>${items.map((item) => html`<li>${view(item)}</li>`)}</ul>`

const link = (id, select) => html`<button class="link" @click=${() => select(id)}>${id}</button>`

const person = ({ subject, status, since, source }) => html`
  <b>${subject}</b> ${words(status)} since ${moment(since)} <small>${source.agency} ${source.reference}</small>
`

const fact = ({ about, name, value, contradicted, statements }) => html`
  ${about} ${name}:
  ${
    contradicted
      ? statements.map(
          (said) => html`<span class="said">${said.agency} says ${said.value} ${said.unit}</span>`,
        )
      : html`<b>${value}</b> ${statements[0]?.unit}`
  }
`

const task = ({ title, task, agency, state, unassigned, deadline }) => html`
  ${title ?? task} <span class=${unassigned ? 'warn' : ''}>${words(state)}</span>
  <small>${agency}${deadline ? `, by ${moment(deadline)}` : ''}</small>
`

const request = ({ request, what, personnel, state, by }) => html`
  ${personnel} ${what ?? request} <span>${words(state)}</span> <small>asked by ${by}</small>
`

const commitment = ({ agency, unit, use, personnel, since }) => html`
  ${agency} ${unit} ${personnel ? `(${personnel})` : ''} <small>to ${use} since ${moment(since)}</small>
`

const measure = ({ kind, state, until, areas, since }) => html`
  ${kind} ${areas.join(', ')} <span>${words(state)}</span>
  <small>since ${moment(since)}${until ? `, until ${until}` : ''}</small>
`

const checkpoint = ({ checkpoint, status, exceptions, since }) => html`
  ${checkpoint} <span>${words(status)}</span>${exceptions.length > 0 ? `, but for ${exceptions.join(', ')}` : ''}
  <small>since ${moment(since)}</small>
`

const alert = ({ identifier, headline, state, since }) => html`
  ${headline ?? identifier} <span>${words(state)}</span> <small>since ${moment(since)}</small>
`

const linked = ({ a, b, relation, until }, id, select) => html`
  ${words(relation)} ${link(a === id ? b : a, select)} ${until ? html`<small>until ${moment(until)}</small>` : nothing}
`

const decision = ({ decision, rationale, since }) => html`
  ${decision}${rationale ? `: ${rationale}` : ''} <small>${moment(since)}</small>
`

const timeline = ({ nodes, totalCount }) => html`
  <h3>${totalCount} events</h3>
  <ol class="timeline">${nodes.map(entry)}</ol>
`

const entry = ({ event, inForce, told }) => html`
  <li class=${inForce ? '' : 'superseded'}>
    <time>${moment(event.occurredAt)}</time>
    <div>
      <b>${event.agency}</b> ${calledBySender(event)} <small>${event.reference}</small>
      ${inForce ? nothing : html`<span>superseded</span>`}
      ${event.mode === 'OPERATIONAL' ? nothing : html`<span class="warn">${words(event.mode)}</span>`}<br>
      ${event.summary ?? (event.personal.length > 0 ? html`<small>about a person, sealed.</small>` : nothing)}
      <small>
        known ${moment(event.knownAt)}${event.delayS > 60 ? html`, <span class="late">${span(event.delayS)} later</span>` : nothing}${told.length > 0 ? `; told: ${told.map(toldOf).join(', ')}` : ''}
      </small>
    </div>
  </li>
`

const toldOf = ({ agency, until }) => (until ? `${agency} until ${moment(until)}` : agency)

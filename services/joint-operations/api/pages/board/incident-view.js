import { conflictView } from './conflict-view.js'
import * as part from './incident-parts.js'
import { informedView } from './informed-view.js'
import { html, nothing } from './lit-html.js'
import { moment, words } from './shown.js'
import { timelineView } from './timeline-view.js'

/**
 * One incident at the moments chosen; undefined while it is asked for, null when the reader may see nothing of it. `linkOf`
 * gives the address of another incident; `timeline` is how its timeline is shown; `asked` stands there meanwhile.
 */
export const incidentView = (id, incident, { asked, linkOf, timeline }) => html`
  <section class="incident" aria-label=${id} >
    <h2 tabindex="-1">${id} <small>${incident?.title ?? incident?.kind ?? nothing}</small></h2>
    ${
      incident === undefined
        ? asked
        : incident === null
          ? html`<p>Nothing of it may be seen at these moments: there is nothing of that name, it had not become known, or it is withheld.</p>`
          : whole(incident, linkOf, timeline)
    }
  </section>
`

const whole = (incident, linkOf, timeline) => {
  const link = (id) => html`<a href=${linkOf(id)}>${id}</a>`
  return html`
    ${standing(incident, link)}
    ${list('In conflict', open(incident.conflicts), conflictView)}
    ${list('Tasks', incident.tasks, part.task)}
    ${list('Requests', incident.requests, part.request)}
    ${list('Persons', incident.persons, part.person)}
    ${list('Facts', incident.facts, part.fact)}
    ${list('Bound', incident.commitments, part.commitment)}
    ${list('Measures', incident.measures, part.measure)}
    ${list('Checkpoints', incident.checkpoints, part.checkpoint)}
    ${list('Warnings to the public', incident.alerts, part.alert)}
    ${list('Links', incident.links, (held) => part.linked(held, incident.id, link))}
    ${list('Decisions', incident.decisions, part.decision)}
    ${list('Settled', settled(incident.conflicts), conflictView)}
    ${informedView(incident)}
    ${timelineView(incident.timeline, timeline)}
  `
}

const open = (conflicts) => conflicts.filter((conflict) => !conflict.settled)
const settled = (conflicts) => conflicts.filter((conflict) => conflict.settled)

const standing = (incident, link) => html`
  <p>
    <span class="status ${incident.status}">${words(incident.status)}</span>${incident.disposition ? ` (${incident.disposition})` : ''} since ${moment(incident.statusSince)}${incident.severity === 'UNKNOWN' ? '' : `, ${words(incident.severity)}`}${incident.certainty === 'UNKNOWN' ? '' : `, ${words(incident.certainty)}`};
    ${incident.agencies.join(', ')}${incident.lead ? `, led by ${incident.lead}` : ', led by nobody'}.
    ${incident.mode === 'OPERATIONAL' ? nothing : html`<span class="warn">${words(incident.mode)}</span>`}
    ${incident.mergedInto ? html`Merged into ${link(incident.mergedInto)}.` : nothing}
    ${incident.serves.length > 0 ? html`Serves ${incident.serves.map((id) => html`${link(id)} `)}` : nothing}
    ${incident.operations.length > 0 ? html`Served by ${incident.operations.map(operation(link))}.` : nothing}
    ${incident.place?.name ?? nothing}
  </p>
`

const operation =
  (link) =>
  ({ id, title, status }, place) =>
    html`${place > 0 ? ', ' : ''}${link(id)}${title ? ` ${title}` : ''} (${words(status)})`

const list = (title, items, view) =>
  items.length === 0
    ? nothing
    : html`<h3>${title}</h3><ul>${items.map((item) => html`<li>${view(item)}</li>`)}</ul>`

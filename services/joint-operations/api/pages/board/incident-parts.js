import { html, nothing } from './lit-html.js'
import { moment, valued, words } from './shown.js'

/* What an incident consists of, a line each. */

/** Somebody under a code, and how they are. */
export const person = ({ subject, status, since, source }) => html`
  <b>${subject}</b> ${words(status)} since ${moment(since)} <small>${source.agency} ${source.reference}</small>
`

/** What is stated of something; every agency's word where they differ. */
export const fact = ({ about, name, value, contradicted, statements }) => html`
  ${about} ${name}:
  ${
    contradicted
      ? statements.map((said) => html`<span class="said">${said.agency} says ${valued(said)}</span>`)
      : html`<b>${value}</b> ${statements[0]?.unit}`
  }
`

/** What is to be done, by whom and by when; why, where nobody does it. */
export const task = ({
  title,
  task,
  agency,
  unit,
  personnel,
  state,
  unassigned,
  deadline,
  reason,
  since,
}) => html`
  ${title ?? task} <span class=${unassigned ? 'warn' : ''}>${words(state)}</span>
  <small>
    ${agency ?? 'given to nobody'}${unit ? ` ${unit}` : ''}${personnel ? ` (${personnel})` : ''},
    since ${moment(since)}${deadline ? `, due ${moment(deadline)}` : ''}${reason ? `: ${reason}` : ''}
  </small>
`

/** People or equipment asked for. */
export const request = ({ request, what, personnel, state, by, of, since }) => html`
  ${personnel} ${what ?? request} <span class=${state === 'REQUESTED' || state === 'DECLINED' ? 'warn' : ''}>${words(state)}</span>
  <small>asked by ${by}${of ? ` of ${of}` : ''}, since ${moment(since)}</small>
`

/** Who is bound to what. */
export const commitment = ({ agency, unit, use, personnel, since }) => html`
  ${agency} ${unit} ${personnel ? `(${personnel})` : ''} <small>to ${use} since ${moment(since)}</small>
`

/** What is in force. */
export const measure = ({ kind, state, until, areas, since }) => html`
  ${kind} ${areas.join(', ')} <span>${words(state)}</span>
  <small>since ${moment(since)}${until ? `, until ${until}` : ''}</small>
`

/** Whether somebody may pass. */
export const checkpoint = ({ checkpoint, status, exceptions, since }) => html`
  ${checkpoint} <span>${words(status)}</span>${exceptions.length > 0 ? `, but for ${exceptions.join(', ')}` : ''}
  <small>since ${moment(since)}</small>
`

/** What the public is told. */
export const alert = ({ identifier, headline, state, since }) => html`
  ${headline ?? identifier} <span>${words(state)}</span> <small>since ${moment(since)}</small>
`

/** Another incident that is held to belong to this one; `link` shows it. */
export const linked = ({ a, b, relation, until }, id, link) => html`
  ${words(relation)} ${link(a === id ? b : a)} ${until ? html`<small>until ${moment(until)}</small>` : nothing}
`

/** What was decided, by whom and why. */
export const decision = ({ decision, rationale, since, source }) => html`
  ${decision}${rationale ? `: ${rationale}` : ''} <small>${source.agency}, ${moment(since)}</small>
`

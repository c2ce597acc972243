import { html, nothing } from './lit-html.js'
import { moment, valued } from './shown.js'

/** What agencies have to settle between them, and what settled it; `where` leads to the incident, where several are shown. */
export const conflictView = (conflict, where = nothing) => html`
  <p>
    ${where} ${conflict.fact ? contradiction(conflict.fact) : doubleCommitment(conflict)}
    <small>since ${moment(conflict.since)}</small>
    ${conflict.settled ? html`<span class="settled">${endOf(conflict)}</span>` : nothing}
  </p>
`

const contradiction = ({ about, name, statements }) => html`
  ${about} ${name}:
  ${statements.map(
    (said) =>
      html`<span class="said ${said.overruled ? 'overruled' : ''}">${said.agency} says ${valued(said)}</span>`,
  )}
`

const doubleCommitment = ({ agency, unit, personnel, commitments }) => html`
  ${agency} bound ${unit ?? `${personnel} people`} to ${commitments.map(({ use }) => use).join(' and ')}
`

const endOf = ({ fact, settledBy, ended }) => {
  const end = fact?.settled ?? settledBy ?? ended
  if (!end) return 'settled'
  const { agency, reference } = end.source
  const to = fact?.settled ? `: ${valued(fact.settled)}` : ''
  const how = ended && !settledBy ? 'is over' : `decided${to}`
  return `${how}, by ${agency} ${reference ?? ''} ${moment(end.since)}${settledBy?.rationale ? `: ${settledBy.rationale}` : ''}`
}

import { informedAgencies, releasesIn } from './informed.js'
import { html, nothing } from './lit-html.js'
import { moment, words } from './shown.js'

/** Who takes part, who was told how much since when, and what was released to whom. */
export const informedView = (incident) => {
  const agencies = informedAgencies(incident)
  const releases = releasesIn(incident)
  const { nodes, totalCount } = incident.timeline
  return html`
    ${
      agencies.length === 0
        ? nothing
        : html`
            <h3>Who was told</h3>
            <div class="wide" role="region" aria-label="Who was told" tabindex="0">
              <table>
                <thead><tr>${columns.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
                <tbody>${agencies.map((one) => row(one, nodes.length))}</tbody>
              </table>
            </div>
            ${nodes.length < totalCount ? html`<small>Of the ${nodes.length} events shown below.</small>` : nothing}
          `
    }
    ${releases.length === 0 ? nothing : html`<h3>Releases</h3><ul>${releases.map(release)}</ul>`}
  `
}

const columns = ['agency', 'takes part', 'sees', 'since', 'took notice']

const row = ({ agency, participant, seen, released, withdrawn, since, acknowledgedAt }, all) => html`
  <tr>
    <th scope="row">${agency}</th>
    <td>${participant ? words(participant.state) : '–'}${participant?.part ? `, ${words(participant.part.status)}` : ''}</td>
    <td>${seen} of ${all}${released > 0 ? `, ${released} by release` : ''}${withdrawn > 0 ? `, ${withdrawn} no more` : ''}</td>
    <td>${since ? moment(since) : '–'}</td>
    <td>${acknowledgedAt ? moment(acknowledgedAt) : '–'}</td>
  </tr>
`

const release = ({ event, did, what, of, to, conditions, courtUse, purpose, reason }) => html`
  <li>
    <b>${event.agency}</b> ${did} ${what ?? 'something'}${of ? ` of ${of}` : ''} to ${(to ?? []).join(', ')}
    ${conditions ? html`<span class="warn">${conditions}</span>` : nothing}
    <small>
      ${[courtUse && `in court: ${words(courtUse)}`, purpose, reason, moment(event.occurredAt)].filter(Boolean).join('; ')}
    </small>
  </li>
`

import { html, nothing } from './lit-html.js'
import { movedKnown, movedTogether, nowChosen, placeOf } from './moments.js'
import { moment, timeZone } from './shown.js'

/**
 * Two sliders: what had been recorded by then, and what had happened by then. Together they show the picture that
 * somebody had at the time.
 */
export const timeBar = (time, moments, choose) => html`
  <section class="time" aria-label="Moments">
    ${slider('Known', 'what had been recorded by', time.known, moments.known, (known) =>
      choose(movedKnown(time, moments, known)),
    )}
    ${slider('Valid', 'what had happened by', time.valid, moments.valid, (valid) =>
      choose({ ...time, valid, together: false }),
    )}
    <label>
      <input type="checkbox" .checked=${time.together}
        @change=${(event) => choose(movedTogether(time, moments, event.target.checked))}>
      move together
    </label>
    <div>
      <button ?disabled=${time.known === undefined && time.valid === undefined} @click=${() => choose(nowChosen)}>
        Now
      </button>
      <br><small>times: ${timeZone()}</small>
    </div>
  </section>
`

const slider = (name, means, chosen, moments, choose) => html`
  <label class="slider">
    <b>${name}</b> <small>${means}</small>
    <output>${chosen === undefined ? 'now' : moment(chosen)}</output>
    <input type="range" min="0" max=${moments.length} .value=${String(placeOf(moments, chosen))}
      ?disabled=${moments.length === 0} aria-valuetext=${chosen === undefined ? 'now' : moment(chosen)}
      @input=${({ target }) => choose(moments[Number(target.value)])}>
    ${moments.length === 0 ? nothing : html`<small class="ends">${moment(moments[0])} <span>now</span></small>`}
  </label>
`

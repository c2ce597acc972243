/**
 * What the board shows, as the fragment of its address says it: a link opens for a colleague what it shows here, as far as they
 * may see it. The fragment never leaves the browser.
 */
export const linkTo = ({ selected, search, time }) => {
  const said = new URLSearchParams()
  const say = (name, value) => value && said.set(name, value)
  say('incident', selected)
  say('search', search)
  say('known', time.known)
  say('valid', time.valid)
  // A space is written so that a plus can stand for itself, as in an offset that somebody types.
  return `#${String(said).replaceAll('+', '%20').replaceAll('%3A', ':')}`
}

/** What a link shows. Both moments, or neither, are moved together from then on. */
export const shownBy = (link) => {
  const said = new URLSearchParams(link.replace(/^#/, '').replaceAll('+', '%2B'))
  const told = (name) => said.get(name) || undefined
  const [known, valid] = [told('known'), told('valid')]
  const together = (known === undefined) === (valid === undefined)
  return { selected: told('incident'), search: told('search'), time: { known, valid, together } }
}

/**
 * The link to what is shown at this moment, whatever becomes known later: where the present is shown, to what was known by
 * its newest event.
 */
export const linkToExactly = (shown, newest) =>
  linkTo({ ...shown, time: { ...shown.time, known: shown.time.known ?? newest } })

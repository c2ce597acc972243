/**
 * When a term ends that people wrote as a day (2025-05-13) or a moment with its offset, in milliseconds since the Unix
 * epoch. A day runs to its end, UTC. Undefined for what is no term.
 */
export const termEndMs = (term: unknown): number | undefined => {
  if (typeof term !== 'string') return undefined
  const endMs = Date.parse(/^\d{4}-\d\d-\d\d$/.test(term) ? `${term}T23:59:59.999Z` : term)
  return Number.isNaN(endMs) ? undefined : endMs
}

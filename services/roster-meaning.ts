import { hash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { AgencyDefinition } from '@concord/incident'
import { roster } from './roster.ts'

/**
 * Names what events mean by this roster: who takes part, which types and versions of them it reads, and what the
 * views make of them. Another name: what was folded before may be otherwise now. What a view does cannot be told from
 * its code, so `views.lock.json` has what each makes of its type's examples, as a digest and by name; a test holds
 * the two together.
 */
export const rosterMeaning = (
  agencies: readonly Pick<AgencyDefinition, 'name' | 'events'>[] = roster,
  views: string = readFileSync(viewLock, 'utf8'),
): string => {
  const declared = agencies.map(({ name, events }) => [
    name,
    events.map(({ type, category, schemaVersion }) => [type, category, schemaVersion]),
  ])
  return hash('sha256', JSON.stringify([declared, views]))
}

const viewLock = new URL('./views.lock.json', import.meta.url)

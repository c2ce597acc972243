import { audienceFor, createPolicy, type Policy, policyDigest } from '@concord/access'
import { LRUCache } from 'lru-cache'
import { roster } from '../../../roster.ts'
import { rosterMeaning } from '../../../roster-meaning.ts'
import { NOBODY } from '../tables/agency-bits.ts'
import { openAreas } from './areas.ts'
import type { PictureKnowledge } from './picture-knowledge.ts'
import { vocabularyOf } from './vocabulary.ts'
import { openWhereabouts } from './whereabouts.ts'

/** Names outside the roster whose policy is remembered: more than there are bits for them. */
const MOST_ABROAD = 64

/** What the picture of this roster is folded with: the same in the thread that writes and in the one that reads. */
export const rosterKnowledge = (
  now: () => number = Date.now,
  partners: readonly string[] = [],
): PictureKnowledge => {
  const agencies = roster.map(({ name }) => name)
  const policy = createPolicy({ agencies })
  const areas = openAreas()
  const abroad = new LRUCache<string, Policy>({ max: MOST_ABROAD })

  /** What a record's marking shows somebody outside the roster, once they are a partner: their agreement is asked for when they read. */
  const policyFor = (name: string): Policy => {
    if (agencies.includes(name) || name === NOBODY) return policy
    const there = abroad.get(name) ?? createPolicy({ agencies, partners: [name] })
    abroad.set(name, there)
    return there
  }
  return {
    vocabulary: vocabularyOf(roster),
    meaning: () => [rosterMeaning(), policyDigest(), areas.digest].join(' '),
    audienceOf: (agency, glass) => audienceFor(policyFor(agency))(agency, glass),
    now,
    partners,
    whereabouts: openWhereabouts(areas.at),
  }
}

import { audienceFor, createPolicy } from '@concord/access'
import { roster } from '../../roster.ts'
import type { PictureKnowledge } from './picture-projection.ts'
import { vocabularyOf } from './vocabulary.ts'
import { openWhereabouts } from './whereabouts.ts'

/** What the picture of this roster is folded with: the same in the thread that writes and in the one that reads. */
export const pictureKnowledge = (now: () => number = Date.now): PictureKnowledge => {
  const policy = createPolicy({ agencies: roster.map(({ name }) => name) })
  return {
    vocabulary: vocabularyOf(roster),
    audienceOf: audienceFor(policy),
    now,
    whereabouts: openWhereabouts(),
  }
}

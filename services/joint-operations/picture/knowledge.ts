import { audienceFor, createPolicy } from '@concord/access'
import { roster } from '../../roster.ts'
import type { PictureKnowledge } from './picture-projection.ts'
import { vocabularyOf } from './vocabulary.ts'
import { openWhereabouts } from './whereabouts.ts'

/** What the picture of this roster is folded with: the same in the thread that writes and in the one that reads. */
export const pictureKnowledge = (): PictureKnowledge => {
  const policy = createPolicy({ agencies: roster.map(({ name }) => name) })
  return {
    vocabulary: vocabularyOf(roster),
    audienceOf: (agency) => audienceFor(policy)(agency),
    whereabouts: openWhereabouts(),
  }
}

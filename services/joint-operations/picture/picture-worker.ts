import { serveReadSide } from '@concord/projection'
import { pictureProjection } from './fold/picture-projection.ts'
import { rosterKnowledge } from './knowledge/roster-knowledge.ts'
import type { ToldPicture } from './open-picture.ts'

serveReadSide(({ partners }: ToldPicture) => [pictureProjection(rosterKnowledge(Date.now, partners))])

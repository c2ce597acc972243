import { serveReadSide } from '@concord/projection'
import { pictureProjection } from './fold/picture-projection.ts'
import { pictureKnowledge } from './knowledge/knowledge.ts'
import type { ToldPicture } from './open-picture.ts'

serveReadSide(({ partners }: ToldPicture) => [pictureProjection(pictureKnowledge(Date.now, partners))])

import { serveReadSide } from '@concord/projection'
import { pictureKnowledge } from './knowledge.ts'
import type { ToldPicture } from './open-picture.ts'
import { pictureProjection } from './picture-projection.ts'

serveReadSide(({ partners }: ToldPicture) => [pictureProjection(pictureKnowledge(Date.now, partners))])

import { serveReadSide } from '@concord/projection'
import { pictureKnowledge } from './knowledge.ts'
import { pictureProjection } from './picture-projection.ts'

serveReadSide([pictureProjection(pictureKnowledge())])

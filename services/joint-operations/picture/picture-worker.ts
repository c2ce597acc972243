import { readFileSync } from 'node:fs'
import { partnerRegisterSchema } from '@concord/access'
import { serveReadSide } from '@concord/projection'
import { pictureKnowledge } from './knowledge.ts'
import { pictureProjection } from './picture-projection.ts'

const { CONCORD_PARTNERS } = process.env
const register =
  CONCORD_PARTNERS === undefined
    ? []
    : partnerRegisterSchema.parse(JSON.parse(readFileSync(CONCORD_PARTNERS, 'utf8')))
const partners = register.map(({ name }) => name)

serveReadSide([pictureProjection(pictureKnowledge(Date.now, partners))])

import { ok } from '@concord/kernel'
import { FIELDS, type JournalBatch, openReadSide } from '@concord/projection'
import { roster } from '../../roster.ts'
import { createJointApi } from '../api/joint-api.ts'
import { pictureProjection } from '../picture/fold/picture-projection.ts'
import { indexedQuestions } from '../picture/indexed-questions.ts'
import { rosterKnowledge } from '../picture/knowledge/roster-knowledge.ts'
import { openVisibleEvents } from '../picture/live/visible-events.ts'
import type { Picture } from '../picture/picture.ts'
import { openReadModels } from '../picture/questions/read-models.ts'
import { syntheticLog } from './synthetic-log.ts'

/** Asks the API in this process, as HTTP would, for a reader of the border police; gives what it answered. */
export type AskPage = (query: string) => Promise<PageAnswer>

export interface PageAnswer {
  readonly data: { readonly incidents: { readonly totalCount: number; readonly nodes: readonly unknown[] } }
}

const READER = 'border'
const EVENTS_PER_INCIDENT = 5
/** Of so many incidents one is its owners' own: nothing of it is released to anybody. */
const ONE_WITHHELD_IN = 10

/**
 * The joint-operations API over so many incidents. `guarded`: the policy decides who sees what, one incident in ten is
 * withheld and what is about persons is sealed. Otherwise everybody sees everything, and nothing is sealed.
 */
export const openPages = (incidents: number, guarded: boolean): AskPage => {
  const usual = rosterKnowledge()
  const knowledge = guarded ? usual : { ...usual, audienceOf: () => () => true }
  const side = openReadSide(':memory:', [pictureProjection(knowledge)])
  const open = Math.floor(incidents / 10)
  for (const batch of syntheticLog({ incidents, eventsPerIncident: EVENTS_PER_INCIDENT, open })) {
    side.take(aboutPersons(batch, guarded))
  }
  const models = openReadModels(side.projections[0]!.database, side.journal, knowledge)
  const visible = openVisibleEvents(models)
  const standing = { position: side.standing().folded.position!, lagMs: 0, stale: false, refused: 0 }
  const picture: Picture = {
    ...indexedQuestions(models),
    standing: () => standing,
    standingFor: ({ agency }) => ({ ...standing, position: visible.lastPosition(agency) }),
    waitFor: async () => {},
    follow: () => notHere(),
    glasses: () => [],
  }
  const api = createJointApi({
    picture,
    agencies: roster,
    tokens: {
      verify: async () =>
        ok({ agency: READER, subject: 'screen', roles: ['analyst'], purpose: undefined, case: undefined }),
    },
    seesByMarking: (agency, event) => knowledge.audienceOf(agency)(event),
    openPersonal: notHere,
    integrity: notHere,
    overseesLog: () => false,
    recordOfReads: notHere,
    overseesGlass: () => false,
    clock: Date.now,
    sleep: async () => {},
  })
  return async (query) => {
    const response = await api.fetch('http://localhost/graphql', {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/graphql-response+json',
        authorization: 'Bearer of-a-screen',
      },
      body: JSON.stringify({ query }),
    })
    return (await response.json()) as PageAnswer
  }
}

const notHere = (): never => {
  throw new Error('The bench asks for pages and nothing else.')
}

/** Puts somebody's name into every second observation, and withholds one incident in ten. */
const aboutPersons = (batch: JournalBatch, guarded: boolean): JournalBatch => {
  const fields = [...batch.fields]
  for (let at = 0; at < fields.length; at += FIELDS) {
    const [, type, stream, revision] = fields.slice(at, at + FIELDS) as [string, string, string, string]
    const number = Number(stream.slice(stream.lastIndexOf('-') + 1))
    const metadata = JSON.parse(fields[at + 7]!) as Record<string, unknown>
    if (type === 'UnitStatusReported' && number % 2 === 0) {
      const name = guarded ? sealed : 'Ganbold'
      fields[at + 1] = 'SightingReported'
      fields[at + 6] = JSON.stringify({ interview: { subject: `P-${number}-${revision}`, name } })
      if (guarded) metadata.summary = sealed
    }
    if (number % ONE_WITHHELD_IN === 0) metadata.marking = { tlp: 'RED' }
    fields[at + 7] = JSON.stringify(metadata)
  }
  return { ...batch, fields }
}

/** As a name of a few letters lies in the log. */
const sealed = {
  $sealed: {
    key: 'Zm9vYmFyMTIzNDU2Nzg5MA',
    iv: 'Zm9vYmFyMTIzNDU2',
    ciphertext: 'Zm9vYmFyMTI',
    tag: 'Zm9vYmFyMTIzNDU2Nzg5MA',
  },
}

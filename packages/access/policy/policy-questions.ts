import type { AgencyName, Marking } from '@concord/kernel'
import { type Reader, writingRoles } from '../reader.ts'
import {
  agencyEntity,
  agencyId,
  type CirclesOf,
  readerEntities,
  readerId,
  recordEntity,
  reference,
  resourceEntity,
  resourceId,
} from './entities.ts'
import type { Question } from './policy-engine.ts'

/** A command as its agency declares it. */
export interface AskedCommand {
  /** The agency whose API is asked. */
  readonly agency: AgencyName
  readonly command: string
  /** Whose members may ask; default `owner`. */
  readonly by?: 'owner' | 'roster' | undefined
  /** Which roles may ask; default: {@link writingRoles}. */
  readonly roles?: readonly string[] | undefined
  /** Whether it brings in a record of an older system. */
  readonly imported?: boolean
}

/** Reads by members of `readers` of records that belong to `owners`. */
export interface AuditedPart {
  readonly readers: AgencyName
  readonly owners: readonly AgencyName[]
}

/** The questions that the policies can be asked, one for each action of their schema. Pure. */
export interface PolicyQuestions {
  /** Asks of an agency and not of a reader: what is seen depends on nothing else. */
  see(agency: AgencyName, owner: AgencyName, marking: Marking, glass: boolean): Question
  release(reader: Reader, owner: AgencyName, marking: Marking, to: AgencyName): Question
  /** Names no person, so that its answer can be remembered for all who have the same agency and roles. */
  command(reader: Reader, asked: AskedCommand): Question
  readPersonal(reader: Reader): Question
  audit(reader: Reader, part: AuditedPart | undefined): Question
  breakGlass(reader: Reader): Question
  reviewGlass(reader: Reader, invoker: Pick<Reader, 'agency' | 'subject'>): Question
}

/** The questions as the engine takes them, with the circles of every agency that matters to the answer. */
export const policyQuestions = (circlesOf: CirclesOf): PolicyQuestions => {
  /** A question of one reader about a resource. */
  const of = (
    reader: Reader,
    action: Question['action'],
    resource: ReturnType<typeof resourceEntity>,
  ): Question => {
    const entities = [...readerEntities(reader, circlesOf), resource]
    return { principal: readerId, action, resource: resource.uid, context: {}, entities }
  }
  return {
    see: (agency, owner, marking, glass) => ({
      principal: agencyId(agency),
      action: 'see',
      resource: resourceId('Record'),
      context: { glass },
      entities: [agencyEntity(agency, circlesOf), recordEntity(owner, marking)],
    }),
    release: (reader, owner, marking, to) => {
      const question = of(reader, 'release', recordEntity(owner, marking))
      const recipient = to === reader.agency ? [] : [agencyEntity(to, circlesOf)]
      return { ...question, context: { to: reference(to) }, entities: [...question.entities, ...recipient] }
    },
    command: (reader, { agency, by = 'owner', roles = writingRoles, imported = false }) =>
      of(
        { ...reader, subject: '', purpose: undefined, case: undefined },
        'command',
        resourceEntity('Command', { owner: reference(agency), openTo: by, roles: [...roles], imported }),
      ),
    readPersonal: (reader) => of(reader, 'readPersonal', resourceEntity('PersonalData', {})),
    audit: (reader, { readers, owners } = { readers: NOBODY, owners: [] }) =>
      of(
        reader,
        'audit',
        resourceEntity('ReadRecord', { readers: reference(readers), owners: owners.map(reference) }),
      ),
    breakGlass: (reader) => of(reader, 'breakGlass', resourceEntity('Incident', {})),
    reviewGlass: (reader, { agency, subject }) =>
      of(reader, 'reviewGlass', resourceEntity('Glass', { agency: reference(agency), subject })),
  }
}

/** Not an agency's name, so the whole record of reads is nobody's own part. */
const NOBODY = '-'

import type { CedarValueJson, EntityJson, TypeAndId } from '@cedar-policy/cedar-wasm/nodejs'
import type { AgencyName, Marking } from '@concord/kernel'
import type { Reader } from '../reader.ts'

/** The circles that an agency belongs to; none for an agency that nobody registered. */
export type CirclesOf = (agency: AgencyName) => readonly string[]

/** An agency as the policies name it. */
export const agencyId = (name: AgencyName): TypeAndId => ({ type: 'Agency', id: name })

/** An agency with the circles that it is in. */
export const agencyEntity = (name: AgencyName, circlesOf: CirclesOf): EntityJson => ({
  uid: agencyId(name),
  attrs: {},
  parents: circlesOf(name).map((id) => ({ type: 'Circle', id })),
})

/** There is one reader in a question, so a fixed name serves. */
export const readerId: TypeAndId = { type: 'Reader', id: 'reader' }

/** Who asks, with the agency they belong to. */
export const readerEntities = (reader: Reader, circlesOf: CirclesOf): EntityJson[] => [
  agencyEntity(reader.agency, circlesOf),
  {
    uid: readerId,
    parents: [agencyId(reader.agency)],
    attrs: {
      agency: reference(reader.agency),
      subject: reader.subject,
      roles: [...reader.roles],
      ...(reader.purpose === undefined ? {} : { purpose: reader.purpose }),
      ...(reader.case === undefined ? {} : { caseNumber: reader.case }),
    },
  },
]

/** What is asked about. */
export interface ResourceEntity extends EntityJson {
  readonly uid: TypeAndId
}

/** A resource, again alone in its question. */
export const resourceId = (type: string): TypeAndId => ({ type, id: 'resource' })

/** A resource of a type, with what the policies look at. */
export const resourceEntity = (type: string, attrs: Record<string, CedarValueJson>): ResourceEntity => ({
  uid: resourceId(type),
  attrs,
  parents: [],
})

/** A record, as far as its owner and its marking tell who may see it. */
export const recordEntity = (owner: AgencyName, { tlp, releaseTo }: Marking): ResourceEntity =>
  resourceEntity('Record', {
    owner: reference(owner),
    tlp,
    ...(releaseTo === undefined ? {} : { releaseTo: releaseTo.map(reference) }),
  })

/** An agency as the value of an attribute. */
export const reference = (agency: AgencyName): CedarValueJson => ({ __entity: agencyId(agency) })

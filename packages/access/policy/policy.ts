import type { AgencyName, Marking, Result } from '@concord/kernel'
import { LRUCache } from 'lru-cache'
import type { Reader, Role } from '../reader.ts'
import type { Denial, Permission } from './denial.ts'
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
import { openPolicyEngine, type Question } from './policy-engine.ts'

/** Allowed, and by which policies; or denied, with a code and a sentence. */
export type Verdict = Result<Permission, Denial>

/**
 * Who may do and see what. The rules are the `.cedar` files beside this one, written to be read; this asks them and
 * remembers the answers. Pure apart from that memory.
 */
export interface Policy {
  /**
   * Whether an agency sees a record by its marking alone, before releases and revocations, which are events. `glass`:
   * the reader has an open break-glass on the record's incident. Markings must have passed their schema.
   */
  mayRead(agency: AgencyName, owner: AgencyName, marking: Marking, glass?: boolean): Verdict
  /** Whether the reader may release a record to an agency or partner. */
  mayRelease(reader: Reader, owner: AgencyName, marking: Marking, to: AgencyName): Verdict
  /** Whether a release by the owner can open a record to the agency at all. What it denies no grant can give. */
  mayBeReleased(to: AgencyName, owner: AgencyName, marking: Marking): Verdict
  mayCommand(reader: Reader, command: AskedCommand): Verdict
  /** Whether the reader may read data about persons in what they see. The read must be recorded before it is served. */
  mayReadPersonal(reader: Reader): Verdict
  /** Whether the reader may look at a part of the record of reads; without `part`, at all of it. */
  mayAudit(reader: Reader, part?: AuditedPart): Verdict
  mayBreakGlass(reader: Reader): Verdict
  mayReviewGlass(reader: Reader, invoker: Pick<Reader, 'agency' | 'subject'>): Verdict
}

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

/** Who takes part, and by which rules. */
export interface PolicyOptions {
  /** The agencies of the roster. */
  readonly agencies: readonly AgencyName[]
  /** Registered foreign partners. */
  readonly partners?: readonly AgencyName[]
  /** Agencies of the roster whose auditors see the whole record of reads. */
  readonly oversight?: readonly AgencyName[]
  /** A folder with other policies of the same schema; default: those beside this file. */
  readonly folder?: string
}

/** The roles that give commands unless a command says otherwise. */
export const writingRoles: readonly Role[] = ['duty-officer', 'commander', 'coordinator', 'service']

const MOST_REMEMBERED = 10_000

/** Reads and checks the policies. Throws where they are broken, and where a partner is of the roster as well. */
export const createPolicy = ({
  agencies,
  partners = [],
  oversight = [],
  folder = import.meta.dirname,
}: PolicyOptions): Policy => {
  const engine = openPolicyEngine(folder)
  const circlesOf = circles({ roster: agencies, partners, oversight })
  const remembered = new LRUCache<string, Verdict>({ max: MOST_REMEMBERED })

  const remember = (key: string, question: () => Question): Verdict => {
    const before = remembered.get(key)
    if (before !== undefined) return before
    const verdict = Object.freeze(engine(question()))
    remembered.set(key, verdict)
    return verdict
  }

  const mayRead: Policy['mayRead'] = (agency, owner, marking, glass = false) =>
    remember(readKey(agency, owner, marking, glass), () => ({
      principal: agencyId(agency),
      action: 'see',
      resource: resourceId('Record'),
      context: { glass },
      entities: [agencyEntity(agency, circlesOf), recordEntity(owner, marking)],
    }))

  /** A question of one reader about a resource. */
  const ask = (
    reader: Reader,
    action: Question['action'],
    resource: ReturnType<typeof resourceEntity>,
    context: Question['context'] = {},
    others: Question['entities'] = [],
  ): Verdict => {
    const entities = [...readerEntities(reader, circlesOf), resource, ...others]
    return engine({ principal: readerId, action, resource: resource.uid, context, entities })
  }

  return {
    mayRead,
    mayBeReleased: (to, owner, marking) => mayRead(to, owner, { tlp: marking.tlp, releaseTo: [to] }),
    mayRelease: (reader, owner, marking, to) => {
      const recipient = to === reader.agency ? [] : [agencyEntity(to, circlesOf)]
      return ask(reader, 'release', recordEntity(owner, marking), { to: reference(to) }, recipient)
    },
    mayCommand: (reader, asked) =>
      remember(commandKey(reader, asked), () => commandQuestion(reader, asked, circlesOf)),
    mayReadPersonal: (reader) => ask(reader, 'readPersonal', resourceEntity('PersonalData', {})),
    mayAudit: (reader, part) =>
      ask(
        reader,
        'audit',
        resourceEntity('ReadRecord', {
          readers: reference(part?.readers ?? NOBODY),
          owners: (part?.owners ?? []).map(reference),
        }),
      ),
    mayBreakGlass: (reader) => ask(reader, 'breakGlass', resourceEntity('Incident', {})),
    mayReviewGlass: (reader, { agency, subject }) =>
      ask(reader, 'reviewGlass', resourceEntity('Glass', { agency: reference(agency), subject })),
  }
}

/** Not an agency's name, so the whole record of reads is nobody's own part. */
const NOBODY = '-'

const circles = (members: Readonly<Record<string, readonly AgencyName[]>>): CirclesOf => {
  const both = members.roster!.find((agency) => members.partners!.includes(agency))
  if (both !== undefined) throw new Error(`${both} is in the roster and cannot be a foreign partner as well.`)
  const names = Object.keys(members)
  return (agency) => names.filter((circle) => members[circle]!.includes(agency))
}

/**
 * No two questions have the same key: an agency's name has neither spaces nor dashes in it, and a role has no spaces.
 */
const readKey = (
  agency: AgencyName,
  owner: AgencyName,
  { tlp, releaseTo }: Marking,
  glass: boolean,
): string =>
  `${glass ? 'glass' : 'see'} ${agency} ${owner} ${tlp} ${releaseTo === undefined ? '-' : releaseTo.join(' ')}`

const commandKey = (reader: Reader, { agency, by, roles: asked, imported }: AskedCommand): string =>
  `command ${reader.agency} ${reader.roles.join()} ${agency} ${by} ${asked?.join()} ${imported}`

const commandQuestion = (reader: Reader, asked: AskedCommand, circlesOf: CirclesOf): Question => ({
  principal: readerId,
  action: 'command',
  resource: resourceId('Command'),
  context: {},
  entities: [
    // Whoever the person is, the answer is the same: the memory must not depend on it.
    ...readerEntities({ ...reader, subject: '', purpose: undefined, case: undefined }, circlesOf),
    resourceEntity('Command', {
      owner: reference(asked.agency),
      openTo: asked.by ?? 'owner',
      roles: [...(asked.roles ?? writingRoles)],
      imported: asked.imported ?? false,
    }),
  ],
})

import type { AgencyName, Marking, Result } from '@concord/kernel'
import { LRUCache } from 'lru-cache'
import type { Reader } from '../reader.ts'
import type { Denial, Permission } from './denial.ts'
import type { CirclesOf } from './entities.ts'
import { openPolicyEngine, type Question } from './policy-engine.ts'
import { type AskedCommand, type AuditedPart, policyQuestions } from './policy-questions.ts'

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

const MOST_REMEMBERED = 10_000

/** Reads and checks the policies. Throws where they are broken, and where a partner is of the roster as well. */
export const createPolicy = ({
  agencies,
  partners = [],
  oversight = [],
  folder = import.meta.dirname,
}: PolicyOptions): Policy => {
  const engine = openPolicyEngine(folder)
  const ask = policyQuestions(circles({ roster: agencies, partners, oversight }))
  const remembered = new LRUCache<string, Verdict>({ max: MOST_REMEMBERED })

  /** The answer to a question, which is made and asked only where no question of this key was asked before. */
  const remember = (key: string, question: () => Question): Verdict => {
    const before = remembered.get(key)
    if (before !== undefined) return before
    const verdict = Object.freeze(engine(question()))
    remembered.set(key, verdict)
    return verdict
  }
  const mayRead: Policy['mayRead'] = (agency, owner, marking, glass = false) =>
    remember(readKey(agency, owner, marking, glass), () => ask.see(agency, owner, marking, glass))

  return {
    mayRead,
    mayBeReleased: (to, owner, marking) => mayRead(to, owner, { tlp: marking.tlp, releaseTo: [to] }),
    mayRelease: (reader, owner, marking, to) => engine(ask.release(reader, owner, marking, to)),
    mayCommand: (reader, asked) => remember(commandKey(reader, asked), () => ask.command(reader, asked)),
    mayReadPersonal: (reader) => engine(ask.readPersonal(reader)),
    mayAudit: (reader, part) => engine(ask.audit(reader, part)),
    mayBreakGlass: (reader) => engine(ask.breakGlass(reader)),
    mayReviewGlass: (reader, invoker) => engine(ask.reviewGlass(reader, invoker)),
  }
}

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

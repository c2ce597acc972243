import {
  defaultRetentionRules,
  type PartnerRegister,
  partnerRegisterSchema,
  type RetentionRules,
  retentionRulesSchema,
} from '@concord/access'
import type { AgencyName, Marking } from '@concord/kernel'
import { readRules, readTls, revokedTokensFile, type Tls } from './configured-files.ts'
import { readVariables } from './variables.ts'

/** What an agency's process is told by its environment. Each part is a variable, or follows from some. */
export interface Configuration {
  /** Connection string of the event log. */
  readonly log: string
  /** 0 takes any free port. */
  readonly port: number
  readonly host: string
  /** Folder of signing and sealing keys. */
  readonly keys: string
  /** Whether a new key ring is begun although the one under which the agency has sealed is lost. */
  readonly newKeyRing: boolean
  /** The agency that keeps the log: whose record of a move counts. */
  readonly keeper: AgencyName | undefined
  /** Whose log heads are countersigned, and the folder in which the one seen last is remembered. */
  readonly witness: { readonly folder: string; readonly of: AgencyName } | undefined
  readonly tokens: {
    /** URL or file of the issuer's key set. */
    readonly keys: string
    readonly issuer: string
    readonly audience: string
    /** File of tokens that were taken back. */
    readonly revoked: string | undefined
  }
  /** Foreign partners to whom records can be released. */
  readonly partners: PartnerRegister
  /** How long data about persons is kept. */
  readonly retention: RetentionRules
  /** Left out, the process serves plain HTTP. */
  readonly tls: Tls | undefined
  /** From which level on lines are logged. */
  readonly logLevel: string
  /** What an event is marked with whose sender says nothing about it. */
  readonly marking: Marking
  /** Of a command, and of a line of a batch. */
  readonly mostBodyBytes: number
  /** How long the body of a command may take to come in. */
  readonly bodyMs: number
  /** Requests a minute for each subject. */
  readonly mostPerMinute: number
  /** Commands worked on at a time. */
  readonly mostInFlight: number
  /** Streams written to at a time. */
  readonly mostStreams: number
  /** How long running requests get when the process is asked to stop. */
  readonly stopMs: number
}

/**
 * Reads the environment and the files that it names. Throws a `UsageError` that names each variable that is
 * missing or wrong, and never its value, or the file that cannot be read.
 */
export const readConfiguration = (
  environment: Readonly<Record<string, string | undefined>>,
): Configuration => {
  const read = readVariables(environment)
  const { CONCORD_WITNESS_OF: keeper, CONCORD_DATA: folder, CONCORD_RELEASE_TO: releaseTo } = read
  return {
    log: read.CONCORD_LOG,
    port: read.CONCORD_PORT,
    host: read.CONCORD_HOST,
    keys: read.CONCORD_KEYS,
    newKeyRing: read.CONCORD_NEW_KEY_RING === 'yes',
    keeper,
    witness: folder !== undefined && keeper !== undefined ? { folder, of: keeper } : undefined,
    tokens: {
      keys: read.CONCORD_TOKEN_KEYS,
      issuer: read.CONCORD_ISSUER,
      audience: read.CONCORD_AUDIENCE,
      revoked: revokedTokensFile(read.CONCORD_REVOKED_TOKENS),
    },
    partners: readRules('CONCORD_PARTNERS', read.CONCORD_PARTNERS, partnerRegisterSchema, []),
    retention: readRules(
      'CONCORD_RETENTION',
      read.CONCORD_RETENTION,
      retentionRulesSchema,
      defaultRetentionRules,
    ),
    tls: readTls(read),
    logLevel: read.CONCORD_LOG_LEVEL,
    marking: { tlp: read.CONCORD_TLP, ...(releaseTo.length > 0 ? { releaseTo } : {}) },
    mostBodyBytes: read.CONCORD_BODY_BYTES,
    bodyMs: read.CONCORD_BODY_S * 1_000,
    mostPerMinute: read.CONCORD_REQUESTS_PER_MINUTE,
    mostInFlight: read.CONCORD_IN_FLIGHT,
    mostStreams: read.CONCORD_STREAMS,
    stopMs: read.CONCORD_STOP_S * 1_000,
  }
}

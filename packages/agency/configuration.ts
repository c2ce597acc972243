import { readFileSync } from 'node:fs'
import {
  defaultRetentionRules,
  type PartnerRegister,
  partnerRegisterSchema,
  type RetentionRules,
  retentionRulesSchema,
  revokedTokensSchema,
} from '@concord/access'
import { agencyNameSchema, type Marking, tlpSchema } from '@concord/kernel'
import { z } from 'zod'

const whole = (description: string, least: number, most: number, otherwise: number) =>
  z.coerce.number().int().min(least).max(most).default(otherwise).meta({ description })

const schema = z.object({
  CONCORD_LOG: z
    .string()
    .regex(
      /^(esdb|kurrentdb)(\+discover)?:\/\//,
      'must be a connection string such as esdb://127.0.0.1:2113?tls=false',
    )
    .meta({ description: 'Connection string of the event log.' }),
  CONCORD_PORT: whole('Port to serve; 0 takes any free one.', 0, 65_535, 0),
  CONCORD_HOST: z.string().min(1).default('127.0.0.1').meta({ description: 'Address to serve.' }),
  CONCORD_KEYS: z.string().min(1).meta({ description: 'Folder of signing and sealing keys.' }),
  CONCORD_TOKEN_KEYS: z.string().min(1).meta({ description: "URL or file of the token issuer's key set." }),
  CONCORD_ISSUER: z.string().min(1).meta({ description: 'Who issues the tokens that are accepted.' }),
  CONCORD_AUDIENCE: z
    .string()
    .min(1)
    .default('concord')
    .meta({ description: 'For whom tokens must be issued.' }),
  CONCORD_REVOKED_TOKENS: z
    .string()
    .min(1)
    .optional()
    .meta({ description: 'File of tokens that were taken back before they expired.' }),
  CONCORD_DATA: z
    .string()
    .min(1)
    .optional()
    .meta({ description: 'Folder of this process. Without it the agency does not countersign log heads.' }),
  CONCORD_WITNESS_OF: agencyNameSchema.optional().meta({
    description:
      'The agency that keeps the log: this one countersigns its heads and believes its record of a move.',
  }),
  CONCORD_PARTNERS: z.string().min(1).optional().meta({
    description:
      'File of the register of foreign partners. Without it nothing can be released outside the roster.',
  }),
  CONCORD_RETENTION: z.string().min(1).optional().meta({
    description: 'File of the rules by which data about persons is reviewed or purged; default: five years.',
  }),
  CONCORD_TLS_CERT: z.string().min(1).optional().meta({
    description: 'File of the certificate to serve with, PEM. Without it the process serves plain HTTP.',
  }),
  CONCORD_TLS_KEY: z.string().min(1).optional().meta({ description: 'File of its private key, PEM.' }),
  CONCORD_TLS_CLIENT_CA: z.string().min(1).optional().meta({
    description:
      "File of the authority of clients' certificates, PEM: only they get in, each for the agency it names.",
  }),
  CONCORD_LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent'])
    .default('info')
    .meta({ description: 'From which level on lines are logged.' }),
  CONCORD_TLP: tlpSchema
    .default('AMBER')
    .meta({ description: 'TLP of events whose sender gives no marking.' }),
  CONCORD_RELEASE_TO: z
    .string()
    .default('')
    .transform((list) =>
      list
        .split(',')
        .map((name) => name.trim())
        .filter((name) => name !== ''),
    )
    .pipe(z.array(agencyNameSchema).max(64))
    .meta({
      description: 'Agencies, with commas between, that may see events whose sender gives no marking.',
    }),
  CONCORD_BODY_BYTES: whole(
    'Most bytes of a command, and of a line of a batch.',
    1_024,
    16_777_216,
    1_048_576,
  ),
  CONCORD_BODY_S: whole('Seconds in which the body of a command must come in.', 1, 600, 15),
  CONCORD_REQUESTS_PER_MINUTE: whole('Requests a minute for each subject.', 1, 100_000_000, 60_000),
  CONCORD_IN_FLIGHT: whole('Commands worked on at a time; more are refused.', 1, 100_000, 1_024),
  CONCORD_STREAMS: whole('Streams written to at the same time.', 1, 1_024, 32),
  CONCORD_STOP_S: whole('Seconds that running requests get when the process is asked to stop.', 0, 600, 10),
})

/** What a process shows of itself on the line, and whose clients' certificates it asks for; all in PEM. */
export interface Tls {
  readonly certificate: string
  readonly key: string
  /** Only clients with a certificate of this authority get in. Left out, none is asked for. */
  readonly clientAuthority: string | undefined
}

/** What an agency's process is told by its environment. */
export interface Configuration {
  readonly log: string
  readonly port: number
  readonly host: string
  readonly keys: string
  /** Where to remember which log head was seen last, and whose heads are countersigned. */
  /** The agency that keeps the log: whose record of a move counts. */
  readonly keeper: string | undefined
  readonly witness: { readonly folder: string; readonly of: string } | undefined
  readonly tokens: {
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
  readonly tls: Tls | undefined
  readonly logLevel: string
  readonly marking: Marking
  readonly mostBodyBytes: number
  readonly bodyMs: number
  readonly mostPerMinute: number
  readonly mostInFlight: number
  readonly mostStreams: number
  readonly stopMs: number
}

/** Every variable with its meaning and its default, for the documentation. */
export const variables = Object.entries(schema.shape).map(([name, field]) => ({
  name,
  description: field.meta()?.description ?? '',
  required: !field.safeParse(undefined).success,
}))

/** Reads the environment; throws one error that names each variable that is missing or wrong, and never its value. */
export const readConfiguration = (
  environment: Readonly<Record<string, string | undefined>>,
): Configuration => {
  // An empty variable is how shells and compose files say that there is none.
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))
  const parsed = schema.safeParse(given)
  if (!parsed.success) {
    const lines = parsed.error.issues.map(({ path, message }) => {
      const name = String(path[0])
      const missing = given[name] === undefined
      return `  ${name}: ${missing ? 'is not set' : message} (${describe(name)})`
    })
    throw new ConfigurationError(`The environment does not say what this process needs:\n${lines.join('\n')}`)
  }
  const read = parsed.data
  return {
    log: read.CONCORD_LOG,
    port: read.CONCORD_PORT,
    host: read.CONCORD_HOST,
    keys: read.CONCORD_KEYS,
    keeper: read.CONCORD_WITNESS_OF,
    witness:
      read.CONCORD_DATA !== undefined && read.CONCORD_WITNESS_OF !== undefined
        ? { folder: read.CONCORD_DATA, of: read.CONCORD_WITNESS_OF }
        : undefined,
    tokens: {
      keys: read.CONCORD_TOKEN_KEYS,
      issuer: read.CONCORD_ISSUER,
      audience: read.CONCORD_AUDIENCE,
      revoked: checkedFile('CONCORD_REVOKED_TOKENS', read.CONCORD_REVOKED_TOKENS),
    },
    partners:
      read.CONCORD_PARTNERS === undefined
        ? []
        : readRules('CONCORD_PARTNERS', read.CONCORD_PARTNERS, partnerRegisterSchema),
    retention:
      read.CONCORD_RETENTION === undefined
        ? defaultRetentionRules
        : readRules('CONCORD_RETENTION', read.CONCORD_RETENTION, retentionRulesSchema),
    tls: readTls(read),
    logLevel: read.CONCORD_LOG_LEVEL,
    marking: {
      tlp: read.CONCORD_TLP,
      ...(read.CONCORD_RELEASE_TO.length > 0 ? { releaseTo: read.CONCORD_RELEASE_TO } : {}),
    },
    mostBodyBytes: read.CONCORD_BODY_BYTES,
    bodyMs: read.CONCORD_BODY_S * 1_000,
    mostPerMinute: read.CONCORD_REQUESTS_PER_MINUTE,
    mostInFlight: read.CONCORD_IN_FLIGHT,
    mostStreams: read.CONCORD_STREAMS,
    stopMs: read.CONCORD_STOP_S * 1_000,
  }
}

/** Something that whoever starts the process must put right; its message says what. */
export class ConfigurationError extends Error {}

type TlsFiles = Partial<
  Record<'CONCORD_TLS_CERT' | 'CONCORD_TLS_KEY' | 'CONCORD_TLS_CLIENT_CA', string | undefined>
>

/** Certificate and key belong together, and clients' certificates need both: nothing is served half protected. */
const readTls = (files: TlsFiles): Tls | undefined => {
  const { CONCORD_TLS_CERT: certificate, CONCORD_TLS_KEY: key, CONCORD_TLS_CLIENT_CA: authority } = files
  if (certificate === undefined && key === undefined && authority === undefined) return undefined
  if (certificate === undefined || key === undefined) {
    throw new ConfigurationError('TLS needs both CONCORD_TLS_CERT and CONCORD_TLS_KEY.')
  }
  const read = (name: keyof TlsFiles, file: string): string => {
    try {
      return readFileSync(file, 'utf8')
    } catch (error) {
      throw new ConfigurationError(`${name}: ${file} cannot be read: ${(error as Error).message}`)
    }
  }
  return {
    certificate: read('CONCORD_TLS_CERT', certificate),
    key: read('CONCORD_TLS_KEY', key),
    clientAuthority: authority === undefined ? undefined : read('CONCORD_TLS_CLIENT_CA', authority),
  }
}

/** The file itself is read again and again: here it is only made sure that it can be. */
const checkedFile = (name: string, file: string | undefined): string | undefined => {
  if (file !== undefined) readRules(name, file, revokedTokensSchema)
  return file
}

const readRules = <Rules>(name: string, file: string, schema: z.ZodType<Rules>): Rules => {
  try {
    return schema.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch (error) {
    const fault = error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message
    throw new ConfigurationError(`${name}: ${file} cannot be read: ${fault}`)
  }
}

const describe = (name: string): string =>
  variables.find((variable) => variable.name === name)?.description ?? ''

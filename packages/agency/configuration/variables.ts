import { agencyNameSchema, tlpSchema, UsageError } from '@concord/kernel'
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
  CONCORD_NEW_KEY_RING: z.enum(['yes', 'no']).default('no').meta({
    description:
      'yes: begin a new key ring, because the earlier one is lost for good, and with it what was sealed under it.',
  }),
  CONCORD_TLS_CERT: z.string().min(1).optional().meta({
    description: 'File of the certificate to serve with, PEM. Without it the process serves plain HTTP.',
  }),
  CONCORD_TLS_KEY: z.string().min(1).optional().meta({ description: 'File of its private key, PEM.' }),
  CONCORD_TLS_CLIENT_CA: z.string().min(1).optional().meta({
    description:
      "File of the authority that issues clients' certificates, PEM: only clients with such a certificate may connect, each for the agency that it names.",
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

/** Every variable with its meaning and its default, for the documentation. */
export const variables = Object.entries(schema.shape).map(([name, field]) => ({
  name,
  description: field.meta()?.description ?? '',
  required: !field.safeParse(undefined).success,
}))

/** The variables as they were set, each checked and in the form of its type; defaults are filled in. */
export type Variables = z.infer<typeof schema>

/** Reads the environment; throws one error that names each variable that is missing or wrong, and never its value. */
export const readVariables = (environment: Readonly<Record<string, string | undefined>>): Variables => {
  // An empty variable is how shells and compose files say that there is none.
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))
  const parsed = schema.safeParse(given)
  if (parsed.success) return parsed.data
  const lines = parsed.error.issues.map(({ path, message }) => {
    const name = String(path[0])
    const missing = given[name] === undefined
    return `  ${name}: ${missing ? 'is not set' : message} (${describe(name)})`
  })
  throw new UsageError(`Environment variables are missing or wrong:\n${lines.join('\n')}`)
}

const describe = (name: string): string =>
  variables.find((variable) => variable.name === name)?.description ?? ''

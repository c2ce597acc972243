import { readFileSync } from 'node:fs'
import { revokedTokensSchema } from '@concord/access'
import { parseConfigured, UsageError } from '@concord/kernel'
import type { z } from 'zod'
import type { Variables } from './variables.ts'

/** What a process shows of itself on the line, and whose clients' certificates it asks for; all in PEM. */
export interface Tls {
  readonly certificate: string
  readonly key: string
  /** Only clients with a certificate of this authority get in. Left out, none is asked for. */
  readonly clientAuthority: string | undefined
}

type TlsFiles = Pick<Variables, 'CONCORD_TLS_CERT' | 'CONCORD_TLS_KEY' | 'CONCORD_TLS_CLIENT_CA'>

/**
 * The certificate to serve with; undefined where none is named. Certificate and key belong together, and clients'
 * certificates need both: throws where one is missing, so that nothing is served half protected.
 */
export const readTls = (files: TlsFiles): Tls | undefined => {
  const { CONCORD_TLS_CERT: certificate, CONCORD_TLS_KEY: key, CONCORD_TLS_CLIENT_CA: authority } = files
  if (certificate === undefined && key === undefined && authority === undefined) return undefined
  if (certificate === undefined || key === undefined) {
    throw new UsageError('TLS needs both CONCORD_TLS_CERT and CONCORD_TLS_KEY.')
  }
  return {
    certificate: readText('CONCORD_TLS_CERT', certificate),
    key: readText('CONCORD_TLS_KEY', key),
    clientAuthority: authority === undefined ? undefined : readText('CONCORD_TLS_CLIENT_CA', authority),
  }
}

/** What a file of rules in JSON says, or these rules where no file is named. Throws where it does not fit its schema. */
export const readRules = <Rules>(
  name: keyof Variables,
  file: string | undefined,
  schema: z.ZodType<Rules>,
  otherwise: Rules,
): Rules => {
  if (file === undefined) return otherwise
  return parseConfigured(`${name}: ${file} cannot be read`, readText(name, file), schema)
}

/**
 * The file of revoked tokens. It is read again and again while the process runs: here it is only made sure that it can
 * be read.
 */
export const revokedTokensFile = (file: string | undefined): string | undefined => {
  readRules('CONCORD_REVOKED_TOKENS', file, revokedTokensSchema, [])
  return file
}

const readText = (name: keyof Variables, file: string): string => {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new UsageError(`${name}: ${file} cannot be read: ${(error as Error).message}`)
  }
}

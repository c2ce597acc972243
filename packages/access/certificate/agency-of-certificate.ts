import type { IncomingMessage } from 'node:http'
import type { PeerCertificate, TLSSocket } from 'node:tls'
import { type AgencyName, agencyNameSchema, err, ok, type Result } from '@concord/kernel'

/** Why a certificate does not speak for an agency. The list is closed. */
export type CertificateRefusal = {
  readonly code: 'no-certificate' | 'no-agency' | 'several-agencies' | 'other-agency' | 'expired'
  readonly detail: string
}

const SAN_PREFIX = 'URI:urn:concord:agency:'

/**
 * The agency that a client's certificate names: by the subject alternative name `urn:concord:agency:<name>`, or where
 * it has none by the subject's organizational unit, or by its organization. The certificate must have been verified
 * against the deployment's authorities already (`requestCert` and `rejectUnauthorized`): this reads it and trusts it.
 */
export const agencyOfCertificate = (
  peer: Partial<PeerCertificate> | undefined,
): Result<AgencyName, CertificateRefusal> => {
  if (peer?.subject === undefined) {
    return refuse('no-certificate', 'A client certificate is needed on this connection.')
  }
  const names = alternativeNames(peer.subjectaltname ?? '')
    .filter((name) => name.startsWith(SAN_PREFIX))
    .map((name) => name.slice(SAN_PREFIX.length))
  const units = listOf(peer.subject.OU)
  const claimed = names.length > 0 ? names : units.length > 0 ? units : listOf(peer.subject.O)
  const [name, ...others] = new Set(claimed)
  if (others.length > 0) return refuse('several-agencies', 'The certificate names more than one agency.')
  const agency = agencyNameSchema.safeParse(name)
  return agency.success ? ok(agency.data) : refuse('no-agency', 'The certificate names no agency.')
}

/** That the certificate is of the agency whose event, token or connection it is. */
export const mustBeCertificateOf = (
  agency: AgencyName,
  peer: Partial<PeerCertificate> | undefined,
): Result<AgencyName, CertificateRefusal> => {
  const named = agencyOfCertificate(peer)
  if (!named.ok || named.value === agency) return named
  return refuse('other-agency', 'The certificate of this connection is that of another agency.')
}

/**
 * That the connection of a request was made with a certificate of the agency which has not expired since, as on one that was
 * kept open or resumed; never on one without TLS. `nowMs` is in milliseconds since the Unix epoch.
 */
export const certificateOfCaller = (
  agency: AgencyName,
  { socket }: Pick<IncomingMessage, 'socket'>,
  nowMs: number,
): Result<AgencyName, CertificateRefusal> => {
  const { authorized, getPeerCertificate } = socket as Partial<TLSSocket>
  const peer = authorized ? getPeerCertificate?.call(socket) : undefined
  const named = mustBeCertificateOf(agency, peer)
  if (!named.ok || nowMs <= Date.parse(peer?.valid_to ?? '')) return named
  return refuse('expired', 'The certificate of this connection has expired.')
}

/** Node writes them in one line, and puts a name that holds a comma in quotation marks; a name inside another name does not count. */
const alternativeNames = (line: string): readonly string[] =>
  [...line.matchAll(/(?:"(?:[^"\\]|\\.)*"|[^,"])+/g)].map(([name]) => name.trim())

const listOf = (value: string | readonly string[] | undefined): readonly string[] =>
  value === undefined ? [] : typeof value === 'string' ? [value] : value

const refuse = (code: CertificateRefusal['code'], detail: string): Result<never, CertificateRefusal> =>
  err({ code, detail })

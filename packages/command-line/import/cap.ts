import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import {
  ParseOption,
  XmlDocument,
  type XmlNode,
  XmlParseError,
  XmlValidateError,
  XsdValidator,
} from 'libxml2-wasm'
import { bad, type ImportItem, type ReportLine, report } from './report-line.ts'

const CAP = { cap: 'urn:oasis:names:tc:emergency:cap:1.2' }

/** How large an alert may be. The largest real ones, with many polygons, are some hundreds of kilobytes. */
export const MAX_ALERT_BYTES = 4 * 1024 * 1024

const types = {
  Alert: 'PublicAlertIssued',
  Update: 'PublicAlertUpdated',
  Cancel: 'PublicAlertCancelled',
} as const

const modes = { Actual: 'operational', Exercise: 'exercise', System: 'test', Test: 'test' } as const

/**
 * Reads one alert in CAP 1.2 (OASIS). It is checked against the schema and against the rules that the schema can't say;
 * a document type declaration is refused before parsing, so that no entity is ever expanded or fetched.
 */
export const readCap = (
  content: Uint8Array,
  options: { readonly file: string; readonly incident?: string },
): ImportItem => {
  if (content.byteLength > MAX_ALERT_BYTES) return bad(options.file, `larger than ${MAX_ALERT_BYTES} bytes`)
  if (Buffer.from(content).includes('<!DOCTYPE') || isWide(content)) {
    return bad(
      options.file,
      'a document type declaration, or an encoding in which one could hide, is not accepted',
    )
  }
  try {
    using document = XmlDocument.fromBuffer(content, {
      option: ParseOption.XML_PARSE_NONET | ParseOption.XML_PARSE_NO_XXE,
    })
    validator().validate(document)
    const alert = toAlert(document)
    return typeof alert === 'string'
      ? bad(options.file, alert)
      : report(toReportLine(alert, options.incident))
  } catch (error) {
    if (!(error instanceof XmlParseError || error instanceof XmlValidateError)) throw error
    const [first] = error.details
    return bad(
      first?.line ? `${options.file}:${first.line}` : options.file,
      (first?.message ?? error.message).trim(),
    )
  }
}

/** UTF-16 and UTF-32 would spell a declaration in other bytes; CAP is sent in UTF-8. */
const isWide = (content: Uint8Array): boolean =>
  content[0] === 0xfe || content[0] === 0xff || content[0] === 0 || content[1] === 0

let compiled: XsdValidator | undefined

const validator = (): XsdValidator => {
  if (compiled === undefined) {
    using schema = XmlDocument.fromBuffer(readFileSync(new URL('./cap-1.2.xsd', import.meta.url)))
    compiled = XsdValidator.fromDoc(schema)
  }
  return compiled
}

interface Alert {
  readonly identifier: string
  readonly sender: string
  readonly sent: string
  readonly type: (typeof types)[keyof typeof types]
  readonly mode: (typeof modes)[keyof typeof modes]
  readonly scope: string
  readonly references: readonly string[]
  readonly info: readonly Info[]
}

interface Info {
  readonly language: string
  readonly categories: readonly string[]
  readonly event: string
  readonly responseTypes: readonly string[]
  readonly urgency: string
  readonly severity: string
  readonly certainty: string
  readonly effective?: string
  readonly onset?: string
  readonly expires?: string
  readonly senderName?: string
  readonly headline?: string
  readonly description?: string
  readonly instruction?: string
  readonly areas: readonly Area[]
}

interface Area {
  readonly areaDesc: string
  readonly polygons: readonly (readonly (readonly [number, number])[])[]
  readonly circles: readonly { readonly lat: number; readonly lon: number; readonly radiusKm: number }[]
  readonly geocodes: readonly { readonly name: string; readonly value: string }[]
}

/** The alert, or the rule of CAP 1.2 it breaks although the schema lets it pass. */
const toAlert = (document: XmlDocument): Alert | string => {
  const root = document.root
  const status = one(root, 'status')!
  const msgType = one(root, 'msgType')!
  const scope = one(root, 'scope')!
  if (status === 'Draft') return 'a draft is not to be acted upon'
  if (!(msgType in types)) return `a message of type ${msgType} is an answer, not an alert`
  if (scope === 'Restricted' && !one(root, 'restriction')) return 'scope Restricted demands a restriction'
  if (scope === 'Private' && !one(root, 'addresses')) return 'scope Private demands addresses'
  const identifier = one(root, 'identifier')!
  const sender = one(root, 'sender')!
  if (/[\s,<&]/.test(identifier + sender)) return 'identifier and sender have no spaces, commas, < or &'
  const references = (one(root, 'references') ?? '').split(/\s+/).filter((reference) => reference !== '')
  if (msgType !== 'Alert' && references.length === 0)
    return `a message of type ${msgType} names what it refers to`
  const info = root.find('cap:info', CAP).map(toInfo)
  const wrong = info.find((item) => typeof item === 'string')
  if (typeof wrong === 'string') return wrong
  return {
    identifier,
    sender,
    sent: one(root, 'sent')!,
    type: types[msgType as keyof typeof types],
    mode: modes[status as keyof typeof modes],
    scope,
    references,
    info: info as readonly Info[],
  }
}

const toInfo = (node: XmlNode): Info | string => {
  const areas = node.find('cap:area', CAP).map(toArea)
  const wrong = areas.find((area) => typeof area === 'string')
  if (typeof wrong === 'string') return wrong
  return {
    language: one(node, 'language') ?? 'en-US',
    categories: all(node, 'category'),
    event: one(node, 'event')!,
    responseTypes: all(node, 'responseType'),
    urgency: one(node, 'urgency')!,
    severity: one(node, 'severity')!,
    certainty: one(node, 'certainty')!,
    ...optional(node, [
      'effective',
      'onset',
      'expires',
      'senderName',
      'headline',
      'description',
      'instruction',
    ]),
    areas: areas as readonly Area[],
  }
}

const toArea = (node: XmlNode): Area | string => {
  const polygons = all(node, 'polygon').map((text) => text.split(/\s+/).map(point))
  for (const ring of polygons) {
    const [first, last] = [ring[0], ring.at(-1)]
    if (ring.some((corner) => corner === undefined)) return 'a polygon is a list of "latitude,longitude"'
    if (ring.length < 4 || first![0] !== last![0] || first![1] !== last![1]) {
      return 'a polygon has at least four points and ends where it begins'
    }
  }
  const circles = all(node, 'circle').map((text) => {
    const [centre, radius] = text.split(/\s+/)
    const at = point(centre ?? '')
    return at && Number(radius) >= 0 ? { lat: at[0], lon: at[1], radiusKm: Number(radius) } : undefined
  })
  if (circles.some((circle) => circle === undefined)) return 'a circle is "latitude,longitude radius-in-km"'
  return {
    areaDesc: one(node, 'areaDesc')!,
    polygons: polygons as Area['polygons'],
    circles: circles as Area['circles'],
    geocodes: node
      .find('cap:geocode', CAP)
      .map((code) => ({ name: one(code, 'valueName')!, value: one(code, 'value')! })),
  }
}

const point = (text: string): readonly [number, number] | undefined => {
  const [lat, lon, ...more] = text.split(',').map(Number)
  const right =
    lat !== undefined && lon !== undefined && more.length === 0 && Math.abs(lat) <= 90 && Math.abs(lon) <= 180
  return right ? [lat, lon] : undefined
}

const toReportLine = (alert: Alert, incident: string | undefined): ReportLine => {
  const [info] = alert.info
  const first = info?.areas[0]
  const centre = first?.circles[0] ?? middle(first?.polygons[0])
  return {
    type: alert.type,
    incident: incident ?? incidentOf(alert),
    system: 'cap',
    reference: createHash('sha256')
      .update(`${alert.sender},${alert.identifier},${alert.sent}`)
      .digest('hex')
      .slice(0, 32),
    occurredAt: alert.sent,
    recordedAt: alert.sent,
    mode: alert.mode,
    marking: alert.scope === 'Public' ? { tlp: 'CLEAR' } : { tlp: 'AMBER+STRICT' },
    ...(info?.headline ? { summary: info.headline } : {}),
    data: {
      capIdentifier: alert.identifier,
      sender: alert.sender,
      ...(info
        ? {
            category: info.categories[0],
            event: info.event,
            urgency: info.urgency,
            severity: info.severity,
            certainty: info.certainty,
            ...(info.responseTypes[0] ? { responseType: info.responseTypes[0] } : {}),
            ...(info.headline ? { headline: info.headline } : {}),
            ...(info.expires ? { expires: info.expires } : {}),
          }
        : {}),
      ...(centre ? { lat: centre.lat, lon: centre.lon } : {}),
      ...(alert.references.length > 0 ? { references: alert.references } : {}),
      info: alert.info,
    },
  }
}

/** An update or a cancellation belongs to the alert it refers to, which is the first one it names. */
const incidentOf = (alert: Alert): string => {
  const identifier = alert.references[0]?.split(',')[1] ?? alert.identifier
  return `CAP-${identifier.replace(/[^A-Za-z0-9._-]+/g, '-')}`.slice(0, 64)
}

const middle = (ring: readonly (readonly [number, number])[] | undefined) => {
  if (!ring) return undefined
  const corners = ring.slice(0, -1)
  const mean = (axis: 0 | 1) => corners.reduce((sum, corner) => sum + corner[axis], 0) / corners.length
  return { lat: mean(0), lon: mean(1) }
}

const one = (node: XmlNode, name: string): string | undefined => node.get(`cap:${name}`, CAP)?.content.trim()

const all = (node: XmlNode, name: string): readonly string[] =>
  node.find(`cap:${name}`, CAP).map((child) => child.content.trim())

const optional = <Name extends string>(
  node: XmlNode,
  names: readonly Name[],
): Partial<Record<Name, string>> =>
  Object.fromEntries(names.flatMap((name) => (one(node, name) ? [[name, one(node, name)]] : []))) as Partial<
    Record<Name, string>
  >

import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { ParseOption, XmlDocument, XmlParseError, XmlValidateError, XsdValidator } from 'libxml2-wasm'
import { type CapAlert, toAlert } from './cap-alert.ts'
import { bad, type ImportItem, type ReportLine, report } from './report-line.ts'

/** How large an alert may be. The largest real ones, with many polygons, are some hundreds of kilobytes. */
const MAX_ALERT_BYTES = 4 * 1024 * 1024

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

const toReportLine = (alert: CapAlert, incident: string | undefined): ReportLine => {
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
const incidentOf = (alert: CapAlert): string => {
  const identifier = alert.references[0]?.split(',')[1] ?? alert.identifier
  return `CAP-${identifier.replace(/[^A-Za-z0-9._-]+/g, '-')}`.slice(0, 64)
}

const middle = (ring: readonly (readonly [number, number])[] | undefined) => {
  if (!ring) return undefined
  const corners = ring.slice(0, -1)
  const mean = (axis: 0 | 1) => corners.reduce((sum, corner) => sum + corner[axis], 0) / corners.length
  return { lat: mean(0), lon: mean(1) }
}

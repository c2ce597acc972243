import type { XmlDocument, XmlNode } from 'libxml2-wasm'

const CAP = { cap: 'urn:oasis:names:tc:emergency:cap:1.2' }

const types = {
  Alert: 'PublicAlertIssued',
  Update: 'PublicAlertUpdated',
  Cancel: 'PublicAlertCancelled',
} as const

const modes = { Actual: 'operational', Exercise: 'exercise', System: 'test', Test: 'test' } as const

/** What an alert in CAP 1.2 says. */
export interface CapAlert {
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
export const toAlert = (document: XmlDocument): CapAlert | string => {
  const root = document.root
  const status = one(root, 'status')!
  const msgType = one(root, 'msgType')!
  const scope = one(root, 'scope')!
  if (status === 'Draft') return 'a draft must not be acted upon'
  if (!(msgType in types)) return `a message of type ${msgType} is an answer, not an alert`
  if (scope === 'Restricted' && !one(root, 'restriction')) return 'scope Restricted demands a restriction'
  if (scope === 'Private' && !one(root, 'addresses')) return 'scope Private demands addresses'
  const identifier = one(root, 'identifier')!
  const sender = one(root, 'sender')!
  if (/[\s,<&]/.test(identifier + sender)) return 'identifier and sender have no spaces, commas, < or &'
  const references = (one(root, 'references') ?? '').split(/\s+/).filter((reference) => reference !== '')
  if (msgType !== 'Alert' && references.length === 0)
    return `a message of type ${msgType} names what it refers to`
  const unclear = references.find((reference) => !/^[^,]+,[^,]+,[^,]+$/.test(reference))
  if (unclear !== undefined) return `a reference is "sender,identifier,sent", and not ${unclear}`
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
    const isRadius = isDecimal(radius ?? '') && Number(radius) >= 0
    return at && isRadius ? { lat: at[0], lon: at[1], radiusKm: Number(radius) } : undefined
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
  const parts = text.split(',')
  const [lat = Number.NaN, lon = Number.NaN] = parts.map(Number)
  const isPoint = parts.length === 2 && parts.every(isDecimal)
  return isPoint && Math.abs(lat) <= 90 && Math.abs(lon) <= 180 ? [lat, lon] : undefined
}

/** An empty value, or one larger than a number can be, is not a number. */
const isDecimal = (text: string): boolean => /^[+-]?\d+(?:\.\d+)?$/.test(text) && text.length < 40

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

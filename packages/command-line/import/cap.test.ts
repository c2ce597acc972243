import { readFileSync } from 'node:fs'
import { XmlDocument, XsdValidator } from 'libxml2-wasm'
import { describe, expect, it } from 'vitest'
import { readCap } from './cap.ts'
import { realInput } from './testing/given-input.ts'

const alert = (changes: { head?: string; alert?: string; area?: string; before?: string } = {}) =>
  Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>${changes.before ?? ''}
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
  <identifier>FIRE-1</identifier><sender>control@example.org</sender><sent>2025-04-23T16:20:00+08:00</sent>
  ${changes.head ?? '<status>Actual</status><msgType>Alert</msgType><scope>Public</scope>'}${changes.alert ?? ''}
  <info><category>Fire</category><event>Wildfire</event><responseType>Evacuate</responseType><urgency>Immediate</urgency>
  <severity>Severe</severity><certainty>Observed</certainty><headline>Leave now</headline>
  <area><areaDesc>North</areaDesc>${changes.area ?? '<circle>49.2,112.5 10</circle>'}</area></info>
</alert>`)
const read = (content: Uint8Array) => readCap(content, { file: 'a.cap' })

describe('reading a CAP 1.2 alert', () => {
  it('makes a public alert a clear report with its codes', () => {
    expect(read(alert())).toMatchObject({
      kind: 'report',
      report: {
        line: {
          type: 'PublicAlertIssued',
          incident: 'CAP-FIRE-1',
          occurredAt: '2025-04-23T16:20:00+08:00',
          mode: 'operational',
          marking: { tlp: 'CLEAR' },
          data: {
            capIdentifier: 'FIRE-1',
            category: 'Fire',
            severity: 'Severe',
            responseType: 'Evacuate',
            lat: 49.2,
            lon: 112.5,
          },
        },
      },
    })
  })

  it('files an update under the alert it refers to', () => {
    const head = '<status>Exercise</status><msgType>Update</msgType><scope>Public</scope>'
    const references = '<references>control@example.org,FIRE-0,2025-04-23T15:00:00+08:00</references>'
    expect(read(alert({ head, alert: references }))).toMatchObject({
      report: { line: { type: 'PublicAlertUpdated', incident: 'CAP-FIRE-0', mode: 'exercise' } },
    })
  })

  it.each([
    ['a document type', { before: '<!DOCTYPE alert [<!ENTITY x "y">]>' }, /document type/],
    ['an external entity', { before: '<!DOCTYPE alert SYSTEM "file:///etc/passwd">' }, /document type/],
    ['a draft', { head: '<status>Draft</status><msgType>Alert</msgType><scope>Public</scope>' }, /draft/],
    [
      'an acknowledgement',
      { head: '<status>Actual</status><msgType>Ack</msgType><scope>Public</scope>' },
      /Ack/,
    ],
    [
      'a restricted alert that names no restriction',
      { head: '<status>Actual</status><msgType>Alert</msgType><scope>Restricted</scope>' },
      /restriction/,
    ],
    [
      'a private alert without addresses',
      { head: '<status>Actual</status><msgType>Alert</msgType><scope>Private</scope>' },
      /addresses/,
    ],
    [
      'an update of nothing',
      { head: '<status>Actual</status><msgType>Update</msgType><scope>Public</scope>' },
      /refers to/,
    ],
    [
      'an update of what no alert is called',
      {
        head: '<status>Actual</status><msgType>Update</msgType><scope>Public</scope>',
        alert: '<references>the one before</references>',
      },
      /a reference is/,
    ],
    ['a polygon of empty corners', { area: '<polygon>, , , ,</polygon>' }, /list of "latitude,longitude"/],
    ['a circle without end', { area: '<circle>49.2,112.5 1e999</circle>' }, /circle/],
    ['a circle without a radius', { area: '<circle>49.2,112.5</circle>' }, /circle/],
    ['entities of its own', { area: '<circle>&lol;</circle>' }, /Entity 'lol' not defined/],
    ['an open polygon', { area: '<polygon>1,1 1,2 2,2 2,1</polygon>' }, /ends where it begins/],
    ['a place off the earth', { area: '<circle>91,1 5</circle>' }, /circle/],
    ['a missing scope', { head: '<status>Actual</status><msgType>Alert</msgType>' }, /scope|expected/i],
    [
      'an unknown severity code',
      { head: '<status>Maybe</status><msgType>Alert</msgType><scope>Public</scope>' },
      /status|enumeration/i,
    ],
  ])('refuses %s', (_name, changes, reason) => {
    expect(read(alert(changes))).toMatchObject({
      kind: 'bad',
      bad: { detail: expect.stringMatching(reason) },
    })
  })

  it.each([
    ['a circle that is a point', '<circle>49.2,112.5 0</circle>', { circles: [{ radiusKm: 0 }] }],
    [
      'a polygon whose sides cross, as whoever warns drew it',
      '<polygon>49,112 50,113 49,113 50,112 49,112</polygon>',
      {
        polygons: [
          [
            [49, 112],
            [50, 113],
            [49, 113],
            [50, 112],
            [49, 112],
          ],
        ],
      },
    ],
  ])('takes %s', (_, area, told) => {
    expect(read(alert({ area }))).toMatchObject({
      report: { line: { data: { info: [{ areas: [told] }] } } },
    })
  })

  it('refuses what is not XML and says where', () => {
    expect(read(Buffer.from('<alert>\n<oops'))).toMatchObject({
      kind: 'bad',
      bad: { place: expect.stringMatching(/^a\.cap/) },
    })
    expect(read(Buffer.from('\ufeff<alert/>', 'utf16le'))).toMatchObject({ kind: 'bad' })
  })

  it('agrees with the published schema on real alerts', (context) => {
    const schemaFile = realInput('cap/CAP-v1.2.xsd', context)
    const published = XsdValidator.fromDoc(XmlDocument.fromBuffer(readFileSync(schemaFile)))
    for (const name of ['australia.cap', 'canada.cap', 'oasis_amber_example.xml', 'invalid.cap']) {
      const content = readFileSync(realInput(`cap/${name}`, context))
      const valid = (() => {
        try {
          published.validate(XmlDocument.fromBuffer(content))
          return true
        } catch {
          return false
        }
      })()
      expect([name, readCap(content, { file: name }).kind]).toEqual([name, valid ? 'report' : 'bad'])
    }
  })
})

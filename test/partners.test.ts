import { randomUUID } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Role } from '@concord/access'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AgencyAndCentre, startAgencyAndCentre } from './agency-and-centre.ts'

/*
 * A partner abroad with a token of its own at the joint centre: it sees what names it or was released to it, while its
 * agreement is in force, and there is nothing else.
 */

const MINUTE = 60_000
let both: AgencyAndCentre

beforeAll(async () => {
  const north = {
    name: 'north',
    title: 'Police across the line',
    agreement: 'Agreement on joint searches',
    from: new Date(Date.now() - MINUTE).toISOString(),
    until: new Date(Date.now() + 30 * MINUTE).toISOString(),
  }
  const south = { ...north, name: 'south', until: new Date(Date.now() - 1_000).toISOString() }
  both = await startAgencyAndCentre({
    agencySharesClock: false,
    settings: async (folder) => {
      writeFileSync(join(folder, 'partners.json'), JSON.stringify([north, south]))
      return { CONCORD_PARTNERS: join(folder, 'partners.json') }
    },
  })
})
afterAll(() => both.stop())

const token = (name: string, roles: readonly Role[]) =>
  both.issuer.issue({
    agency: name,
    subject: `${name}-1`,
    roles,
    purpose: 'search',
    case: 'C-7',
    expiresInS: 12 * 3600,
  })

interface Recorded {
  readonly position: string
  readonly events: readonly [{ readonly id: string }]
}
const record = async (
  name: string,
  incident: string,
  body: object,
  role: Role = 'duty-officer',
): Promise<Recorded> => {
  const response = await fetch(`${both.agency.url}/v1/incidents/${incident}/commands/${name}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
      authorization: `Bearer ${await token('police', [role])}`,
    },
    body: JSON.stringify({ occurredAt: new Date(Date.now() - MINUTE).toISOString(), ...body }),
  })
  expect([response.status, await response.clone().text()]).toEqual([201, expect.stringContaining('position')])
  return response.json() as Promise<Recorded>
}
const marked = (tlp: string, ...releaseTo: readonly string[]) => ({ marking: { tlp, releaseTo } })

const post = async (as: string, query: string, headers: object = {}): Promise<Response> =>
  fetch(`${both.centre.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json',
      authorization: `Bearer ${await token(as, ['analyst'])}`,
      ...headers,
    },
    body: JSON.stringify({ query }),
  })
const everything = `{
  incidents { totalCount nodes { id title eventCount timeline(superseded: true) { nodes { event { reference } } } } }
  events { totalCount nodes { reference } }
  search(text: "horses") { incidents { totalCount } events { totalCount } }
  statistics { total { count } byAgency { name count } byType { name count } }
  named: event(id: "P-1") { reference } other: event(id: "P-2") { reference } red: event(id: "P-3") { reference }
  withheld: incident(id: "WITHHELD") { title }
}`
// biome-ignore lint/suspicious/noExplicitAny: the shape follows from the query
const seenBy = async (as: string, atLeast?: Recorded): Promise<any> =>
  (
    (await (await post(as, everything, atLeast ? { 'concord-at-least': atLeast.position } : {})).json()) as {
      readonly data: unknown
    }
  ).data

const nothing = {
  incidents: { totalCount: 0, nodes: [] },
  events: { totalCount: 0, nodes: [] },
  search: { incidents: { totalCount: 0 }, events: { totalCount: 0 } },
  statistics: { total: { count: 0 }, byAgency: [], byType: [] },
  named: null,
  other: null,
  red: null,
  withheld: null,
}
const referencesOf = ({ events }: { events: { nodes: readonly { reference: string | null }[] } }) =>
  events.nodes.map(({ reference }) => reference)

test('a partner sees what names it and what was released to it, and no more, as long as the agreement is in force', async () => {
  const following = new AbortController()
  const stream = await fetch(`${both.centre.url}/graphql`, {
    method: 'POST',
    signal: following.signal,
    headers: {
      'content-type': 'application/json',
      accept: 'text/event-stream',
      authorization: `Bearer ${await token('north', ['analyst'])}`,
    },
    body: JSON.stringify({
      query: 'subscription { changes(after: "0") { kind released event { reference } } }',
    }),
  })
  const reader = stream.body!.pipeThrough(new TextDecoderStream()).getReader()
  let come = ''
  const hasCome = async (what: RegExp): Promise<void> => {
    while (!what.test(come)) come += (await reader.read()).value ?? ''
  }

  const opened = { data: { kind: 'theft', title: 'Horses' } }
  await record('OpenIncident', 'SHARED', { reference: 'P-1', ...opened, ...marked('AMBER', 'north', 'joc') })
  const kept = await record('OpenIncident', 'SHARED', {
    reference: 'P-2',
    ...opened,
    ...marked('AMBER', 'joc'),
  })
  await record('ReportObservation', 'SHARED', { reference: 'P-3', ...marked('RED', 'north', 'joc') })
  await record('ReportObservation', 'SHARED', { reference: 'P-4', ...marked('AMBER', 'south', 'joc') })
  const last = await record('OpenIncident', 'WITHHELD', {
    reference: 'P-5',
    ...opened,
    ...marked('GREEN', 'joc'),
  })

  const before = await seenBy('north', last)
  expect(before).toEqual({
    incidents: {
      totalCount: 1,
      nodes: [
        {
          id: 'SHARED',
          title: 'Horses',
          eventCount: 1,
          timeline: { nodes: [{ event: { reference: 'P-1' } }] },
        },
      ],
    },
    events: { totalCount: 1, nodes: [{ reference: 'P-1' }] },
    search: { incidents: { totalCount: 1 }, events: { totalCount: 1 } },
    statistics: {
      total: { count: 1 },
      byAgency: [{ name: 'police', count: 1 }],
      byType: [{ name: 'IncidentOpened', count: 1 }],
    },
    named: { reference: 'P-1' },
    other: null,
    red: null,
    withheld: null,
  })
  await hasCome(/P-1/)

  const released = { data: { event: kept.events[0].id, to: ['north'] }, ...marked('AMBER', 'joc') }
  const grant = await record('GrantRelease', 'SHARED', { reference: 'P-6', ...released }, 'commander')
  const after = await seenBy('north', grant)
  expect(referencesOf(after)).toEqual(['P-2', 'P-1'])
  expect([after.statistics.total.count, after.incidents.nodes[0].eventCount]).toEqual([2, 2])
  await hasCome(/P-2/)

  await record('RevokeRelease', 'SHARED', { reference: 'P-7', ...released }, 'commander')
  const revoked = await record('ReportObservation', 'SHARED', {
    reference: 'P-8',
    ...marked('GREEN', 'north', 'joc'),
  })
  expect(referencesOf(await seenBy('north', revoked))).toEqual(['P-8', 'P-1'])
  await hasCome(/P-8/)
  expect([...come.matchAll(/P-\d/g)].map(String)).toEqual(['P-1', 'P-2', 'P-8'])

  // Nobody has an agreement with those in the south, whatever names them.
  expect(await seenBy('south')).toEqual(nothing)

  both.letPass(31 * MINUTE)
  expect(await seenBy('north')).toEqual(nothing)
  const late = await record('ReportObservation', 'SHARED', {
    reference: 'P-9',
    ...marked('GREEN', 'north', 'joc'),
  })
  expect(referencesOf(await seenBy('joc', late))).toContain('P-9')
  following.abort()
  await reader.cancel().catch(() => {})
  expect(come).not.toContain('P-9')
})

test('a partner opens nothing about a person, whatever its purpose', async () => {
  both.letPass(0)
  const sighting = await record('ReportSighting', 'SHARED', {
    reference: 'P-10',
    data: { interview: { subject: 'S-1', name: 'Bat-Erdene' } },
    ...marked('AMBER', 'north', 'joc'),
  })
  const query = '{ event(id: "P-10") { reference data personal { path opened { value } } } }'
  const response = await post('north', query, { 'concord-at-least': sighting.position })
  const answer = await response.text()
  expect(answer).toContain('FORBIDDEN')
  expect(answer).not.toContain('Bat-Erdene')
})

import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative, sep } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { promisify } from 'node:util'
import { tokenFor } from '@concord/command-line'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startChild } from '../../infra/launcher/child.ts'
import { root, serviceSpec } from '../../infra/launcher/child-specs.ts'
import { freePorts } from '../../infra/launcher/ports.ts'
import { eventually } from './eventually.ts'
import { headCovers } from './log-in-test.ts'
import { forAll, type SystemInTest, startSystemInTest } from './system-in-test.ts'

/*
 * The whole system with canaries in everything that is about a person: sent over HTTP, read, exported, backed up and
 * erased. Then every byte of every file is searched: the store with its write-ahead log and free pages, key ring,
 * journals, read models, logs, evidence, and a key ring that was restored from a backup.
 */

let system: SystemInTest
let elsewhere: string
beforeAll(async () => {
  vi.stubEnv('CONCORD_LOG_LEVEL', 'debug')
  system = await startSystemInTest()
  elsewhere = mkdtempSync(join(tmpdir(), 'concord-elsewhere-'))
})
afterAll(async () => {
  await system?.stop()
  rmSync(elsewhere, { recursive: true, force: true })
  vi.unstubAllEnvs()
})

/** Made up in parts, so that they stand in no file but those that the system writes. */
const canary = (what: string): string => [what, 'canary', '7f3a9c'].join('').toUpperCase()
const secrets = [
  ...['name', 'notes', 'line', 'told', 'slip', 'batch', 'erasing', 'later'],
  ...['mended', 'withdrawn', 'missing', 'sought'],
].map(canary)
const incident = 'INC-CANARY'
const stream = `police-${incident}`

/** Each canary as it could lie in a file: as text of either width, in base 64 at any offset, in hex. */
const traces = (text: string): readonly Buffer[] => [
  Buffer.from(text),
  Buffer.from(text, 'utf16le'),
  Buffer.from(Buffer.from(text).toString('hex')),
  ...[0, 1, 2].map((skip) => {
    const aligned = Buffer.concat([Buffer.alloc(skip), Buffer.from(text)]).toString('base64')
    return Buffer.from(aligned.slice(4, 4 * Math.floor((skip + text.length) / 3)))
  }),
]
const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => join(folder, path))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile())
const filesWith = (folder: string, needles: readonly Buffer[]): readonly string[] => {
  try {
    return filesIn(folder).filter((path) => {
      const bytes = readFileSync(path)
      return needles.some((needle) => bytes.includes(needle))
    })
  } catch (error) {
    // A process gave a file another name meanwhile; what is in it must not be missed.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return filesWith(folder, needles)
    throw error
  }
}
const everywhere = (needles: readonly Buffer[]): readonly string[] =>
  [system.folder, elsewhere].flatMap((folder) => filesWith(folder, needles))

/** The folders within the two that are searched. */
const placesOf = (files: readonly string[]): readonly string[] => [
  ...new Set(
    files.map(
      (file) => relative(file.startsWith(elsewhere) ? elsewhere : system.folder, file).split(sep)[0]!,
    ),
  ),
]

/** The wrapped keys of what is held under this stream, as they lie in a key ring. */
const wrappedKeys = (keys: string): readonly Buffer[] => {
  const database = new DatabaseSync(join(keys, 'keyring.sqlite'), { readOnly: true })
  const rows = database.prepare('SELECT wrapped FROM data_key WHERE stream = ?').all(stream)
  database.close()
  return rows.map(({ wrapped }) => Buffer.from(wrapped as Uint8Array))
}

const concord = (...words: readonly string[]) =>
  promisify(execFile)(process.execPath, [
    join(root, 'infra/concord.ts'),
    '--session',
    system.sessionFile,
    ...words,
  ])

const personal = `{ events(filter: { incident: "${incident}" }, first: 20) { nodes { reference summary personal { path opened { state value } } } } }`

/** Ways to say something that nobody takes, each with what is answered: the value is where it goes wrong, and beside it. */
const refusalsOf = async (said: string): Promise<readonly (readonly [number, string])[]> => {
  const { url } = system.session.agencies.find((agency) => agency.name === 'police')!
  const post = async (path: string, body: string, headers: Readonly<Record<string, string>> = {}) => {
    const response = await fetch(`${url}/v1${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'idempotency-key': randomUUID(),
        authorization: `Bearer ${tokenFor(system.session, 'police/duty-officer')}`,
        ...headers,
      },
      body,
    })
    return [response.status, await response.text()] as const
  }
  const body = { occurredAt: new Date().toISOString(), summary: said, data: { interview: { name: said } } }
  const sighting = `/incidents/${incident}/commands/ReportSighting`
  const key = randomUUID()
  await system.record('police/duty-officer', 'AcknowledgeIncident', incident, { key })
  const lines = [
    `{"type": "${said}`,
    JSON.stringify({ type: 'SightingReported', incident, ...body, occurredAt: said }),
    JSON.stringify({ type: 'SightingReported', incident, ...body, reference: 5 }),
  ]
  const batch = await fetch(`${url}/v1/commands`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-ndjson',
      authorization: `Bearer ${tokenFor(system.session, 'police/importer')}`,
    },
    body: lines.map((each) => `${each}\n`).join(''),
  })
  const results = (await batch.text()).trim().split('\n')
  return [
    ...results.map((text) => [(JSON.parse(text) as { status: number }).status, text] as const),
    await post(sighting, `{"summary": "${said}`),
    await post(
      sighting,
      JSON.stringify({ ...body, data: { interview: { name: said, born: { not: said } } } }),
    ),
    await post(sighting, JSON.stringify({ ...body, corrects: 'nothing' })),
    await post(sighting, JSON.stringify({ ...body, occurredAt: said })),
    await post(sighting, JSON.stringify(body), { 'idempotency-key': said }),
    await post(sighting, JSON.stringify(body), { 'idempotency-key': key }),
    await post(sighting, JSON.stringify(body), { 'if-match': said }),
    await post(sighting, JSON.stringify(body), { 'content-encoding': said }),
    await post(sighting, JSON.stringify(body), { authorization: `Bearer ${said}` }),
    await post(`/incidents/${incident}/commands/SayNothing`, JSON.stringify(body)),
    await post('/nowhere', JSON.stringify(body), { referer: `http://desk/${said}` }),
  ]
}

/** Words for which the joint picture is searched, in questions good and bad. */
const lookFor = async (words: string): Promise<void> => {
  for (const [query, variables] of [
    ['query ($text: String!) { search(text: $text) { events { totalCount } } }', { text: words }],
    [
      'query ($id: ID!) { event(id: $id) { id } accessReport(subject: $id) { accesses { at } } }',
      { id: words },
    ],
    ['query ($at: DateTime!) { incidents(asOf: { valid: $at }) { totalCount } }', { at: words }],
    [`{ search(text: "${words}") { events { totalCount } } }`, {}],
    [`{ search(text: "${words}`, {}],
  ] as const)
    await (await system.askAnyhow('police/duty-officer', query, variables)).text()
  await (await fetch(`${system.session.graphql}?query=${words}`, { headers: { referer: words } })).text()
}

test('what was erased is in no byte on any disk, nor in what is restored', async () => {
  const [name, notes, line, told, slip, batch, erasing, later, mended, withdrawn, missing, sought] = secrets
  const person = { subject: 'P-1', name, notes }
  const reported = {
    reference: 'S-1',
    summary: `${line} rode north`,
    data: { subjects: ['P-1'], interview: person },
  }
  await system.record('police/duty-officer', 'ReportSighting', incident, reported)
  await system.record('police/duty-officer', 'ReportCrime', incident, {
    reference: 'C-1',
    summary: `${line} was hit`,
    data: { subjects: ['P-1'], description: `${told} fell` },
  })
  await system.record('police/duty-officer', 'ReportSighting', incident, {
    corrects: 'S-1',
    reference: 'S-1b',
    summary: `${mended} rode south`,
    data: { subjects: ['P-1'], interview: { ...person, name: mended } },
  })
  await system.record('police/duty-officer', 'ReportSighting', incident, {
    reference: 'S-3',
    data: { interview: { subject: 'P-1', name: withdrawn } },
  })
  await system.record('police/duty-officer', 'RetractReport', incident, { data: {}, retracts: 'S-3' })
  // The process manager reacts to it.
  await system.record('police/duty-officer', 'ReportMissingPerson', incident, {
    reference: 'M-1',
    summary: `${missing} is missing`,
    data: {
      persons: [{ subject: 'P-1', name: missing }],
      circumstances: `${missing} went out`,
      lat: 49,
      lon: 112,
    },
  })
  // What is refused must leave nothing either, and is not repeated to anybody.
  const refused = await refusalsOf(slip!)
  expect(refused.filter(([status, text]) => status < 400 || text.includes(slip!))).toEqual([])
  await lookFor(sought!)
  const [brought] = await system.batch('police', [
    {
      type: 'SightingReported',
      incident,
      reference: 'B-1',
      system: 'older',
      occurredAt: '2025-04-26T16:00:00+08:00',
      recordedAt: '2025-04-26T17:00:00+08:00',
      marking: forAll,
      summary: batch,
      data: { interview: { subject: 'P-1', name: batch } },
    },
  ])
  const kept = await system.record('police/duty-officer', 'ReportSighting', incident, {
    reference: 'S-2',
    data: { interview: { subject: 'P-2', name: 'Somebody else' } },
  })
  expect(brought!.status).toBe(201)
  await system.pictureHas(kept.position)

  const before = await system.ask('police/duty-officer', personal)
  expect(JSON.stringify(before.data)).toContain(name)
  await headCovers(system.session.log!, kept.position)
  await concord('evidence', 'export', join(elsewhere, 'evidence'), '--incident', incident)
  await concord('node', 'backup', join(system.folder, 'log'), '--to', join(elsewhere, 'store'))
  const keys = join(system.folder, 'keys')
  const wrapped = wrappedKeys(keys)
  const ofP2 = wrappedKeyOf(keys, 'P-2')
  cpSync(keys, join(elsewhere, 'keys'), { recursive: true })
  expect(everywhere(wrapped).length).toBeGreaterThan(1)
  // The search finds what is not sealed in each of them.
  expect(placesOf(everywhere(traces(incident)))).toEqual(
    expect.arrayContaining(['log', 'joint-operations', 'keys', 'logs', 'evidence', 'store']),
  )
  expect(everywhere(secrets.flatMap(traces))).toEqual([])

  await system.record('police/commander', 'ErasePersonalData', incident, {
    summary: `${erasing} asked for it`,
    data: { subject: 'P-1', legalBasis: 'no link to crime' },
  })

  const destroyed = wrapped.filter((key) => !key.equals(ofP2))
  expect(filesWith(system.folder, destroyed)).toEqual([])
  expect(filesWith(keys, [ofP2])).not.toEqual([])
  expect(everywhere(secrets.flatMap(traces))).toEqual([])
  const after = await system.ask('police/duty-officer', personal)
  expect(secrets.filter((secret) => JSON.stringify(after.data).includes(secret))).toEqual([])
  expect(JSON.stringify(after.data)).toContain('Somebody else')

  // The ring from before the erasure, in the hands of a process of the agency: it forgets again.
  await restoredOn(join(elsewhere, 'keys'), () =>
    eventually('the restored ring has forgotten', async () =>
      filesWith(join(elsewhere, 'keys'), destroyed).length === 0 ? true : undefined,
    ),
  )
  expect(wrappedKeyOf(join(elsewhere, 'keys'), 'P-2')).toEqual(ofP2)
  expect(everywhere([...destroyed, ...secrets.flatMap(traces)])).toEqual([])

  // Not even the word of another erasure, which names no person by code, leaves anything in the clear.
  await system.record('police/commander', 'ErasePersonalData', incident, {
    summary: `${later} asked for it as well`,
    data: { target: 'S-2', field: 'interview.name', legalBasis: 'no link to crime' },
  })
  expect(everywhere([...traces(later!), ofP2]).map((file) => file.includes('elsewhere'))).not.toContain(false)
  // Witnesses remember a head some seconds after it was signed.
  await eventually('the log holds all that witnesses remember', async () => {
    const { stdout } = await concord('verify')
    expect(stdout).toMatch(/^intact: .*agrees with the heads that \d+ witnesses keep/s)
    return stdout
  })
})

const wrappedKeyOf = (keys: string, subject: string): Buffer => {
  const database = new DatabaseSync(join(keys, 'keyring.sqlite'), { readOnly: true })
  const row = database
    .prepare('SELECT wrapped FROM data_key WHERE subject = ? AND stream = ?')
    .get(subject, stream)
  database.close()
  return Buffer.from(row!.wrapped as Uint8Array)
}

/** The police's process on another folder of keys, beside the one that runs. */
const restoredOn = async (keys: string, meanwhile: () => Promise<unknown>): Promise<void> => {
  const [port] = (await freePorts(1)).agencies
  const folder = { path: elsewhere, of: (inner: string) => join(elsewhere, inner), release: () => {} }
  cpSync(join(system.folder, 'logs'), join(elsewhere, 'logs'), { recursive: true })
  const child = startChild(
    serviceSpec(
      { name: 'police', main: join(root, 'services/police/main.ts'), port: port!, does: 'commands' },
      folder,
      {
        CONCORD_LOG: system.session.log!,
        CONCORD_KEYS: keys,
        CONCORD_TOKEN_KEYS: join(system.folder, 'issuer', 'jwks.json'),
        CONCORD_ISSUER: issuerOf(tokenFor(system.session, 'police/duty-officer')),
        CONCORD_HOST: '127.0.0.1',
      },
    ),
    { onRestart: () => {}, onFailing: () => {}, onBack: () => {} },
  )
  try {
    await child.ready
    await meanwhile()
  } finally {
    await child.stop()
  }
}

const issuerOf = (token: string): string =>
  (JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as { iss: string }).iss

import { execFileSync } from 'node:child_process'
import { createHash, randomUUID } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type RunningNode, startNode } from '@concord/embedded-node'
import {
  type AgencyKeys,
  type ConnectedEventLog,
  canonical,
  catchUpTree,
  countersignNewestHead,
  headSigner,
  type LogTree,
  openAgencyKeys,
  openEventLog,
  openLogTree,
  openSigningKey,
  prepareKeys,
  rotateKey,
} from '@concord/event-log'
import { defineEvent, type NewEvent, personal, type StreamHead } from '@concord/kernel'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { exportEvidence, type Selection } from './index.ts'
import { verifyPackage } from './verifier/verify.mjs'

const Noted = defineEvent({
  type: 'Noted',
  schemaVersion: 1,
  command: 'Note',
  description: 'Something was noted.',
  data: z.object({
    text: z.string(),
    place: z.string().optional(),
    subject: z.string().optional(),
    name: personal(z.string()).optional(),
  }),
})
const IncidentClosed = defineEvent({
  ...Noted,
  type: 'IncidentClosed',
  category: 'incident',
  command: 'CloseIncident',
})
const agencies = ['police', 'border', 'joc'].map((name) => ({
  name,
  events: name === 'joc' ? [Noted, IncidentClosed] : [Noted],
}))

type Files = ReadonlyMap<string, Buffer>
const folder = mkdtempSync(join(tmpdir(), 'concord-evidence-'))
let node: RunningNode
let keys: AgencyKeys
let tree: LogTree
let logs: Readonly<Record<'police' | 'border' | 'joc', ConnectedEventLog>>
let incident: Files

beforeAll(async () => {
  prepareKeys(folder, ['police', 'border', 'joc'])
  keys = openAgencyKeys(folder)
  node = await startNode({ port: 0 })
  tree = openLogTree(join(folder, 'tree'))
  const logOf = (agency: string) =>
    openEventLog({ connectionString: node.connectionString, agencies, keys, agency })
  logs = { police: logOf('police'), border: logOf('border'), joc: logOf('joc') }
  for (const log of Object.values(logs)) await log.enrol()
  await note('police', 'police-INC-1', ['a', 'b', 'c'])
  const { connectionString } = node
  const { anchors } = keys
  await rotateKey({ connectionString, agencies, anchors, agency: 'police', folder, overlapMs: 60_000 })
  await logs.police.takeOverKey()
  await note('border', 'border-INC-1', ['d'])
  await note('police', 'police-INC-2', ['e'])
  await note('joc', 'incident-INC-1', ['f'], 'IncidentClosed')
  await catchUpTree(logs.joc, tree)
  await headSigner({ log: logs.joc, agency: 'joc', tree })()
  const witness = { log: logs.border, agency: 'border', signer: 'joc', memory: join(folder, 'seen.json') }
  await countersignNewestHead(witness)
  incident = await exported('incident', { kind: 'incident', incident: 'INC-1' })
})
afterAll(async () => {
  for (const log of Object.values(logs)) await log.close()
  keys.close()
  tree.close()
  await node.stop()
  rmSync(folder, { recursive: true })
})

const note = async (
  agency: 'police' | 'border' | 'joc',
  stream: string,
  texts: readonly string[],
  type = 'Noted',
) => {
  let head: StreamHead = { revision: 'no-stream', hash: null }
  for (const text of texts) {
    const appended = await logs[agency].append(stream, head, [noted(agency, text, type)])
    if (!appended.ok) throw new Error(JSON.stringify(appended.error))
    head = appended.value.head
  }
}
const noted = (agency: string, text: string, type: string): NewEvent => ({
  id: randomUUID(),
  type,
  data: { text, place: '<b>bold & dangerous</b>', subject: 'P-1', name: 'Ganbold' },
  envelope: {
    schemaVersion: 1,
    commandId: randomUUID(),
    $correlationId: randomUUID(),
    $causationId: randomUUID(),
    occurredAt: '2025-04-23T13:20:00+08:00',
    summary: 'Ganbold was here',
    agency,
    actor: { subject: 'duty-1', role: 'duty-officer', agency },
    mode: 'operational',
    marking: { tlp: 'GREEN' },
  },
})
const filesIn = (place: string): Files =>
  new Map(
    readdirSync(place, { recursive: true, encoding: 'utf8' })
      .filter((path) => statSync(join(place, path)).isFile())
      .map((path) => [path, readFileSync(join(place, path))]),
  )
const exported = async (name: string, selection: Selection): Promise<Files> => {
  const place = join(folder, name)
  const made = await exportEvidence({
    log: logs.joc,
    keys,
    agency: 'joc',
    headOf: 'joc',
    tree,
    selection,
    folder: place,
  })
  if (!made.ok) throw new Error(JSON.stringify(made.error))
  return filesIn(place)
}
const problemsOf = (files: Files): readonly string[] => verifyPackage(files, keys.anchors).problems
const linesOf = (files: Files, path: string): readonly string[] =>
  files.get(path)!.toString().trimEnd().split('\n')

test('the package of an incident holds its streams and no other, and verifies', () => {
  const streams = linesOf(incident, 'events.ndjson').map((line) => JSON.parse(line).event.stream)

  expect(streams).toEqual(['police-INC-1', 'police-INC-1', 'police-INC-1', 'border-INC-1', 'incident-INC-1'])
  expect(verifyPackage(incident, keys.anchors)).toMatchObject({
    problems: [],
    summary: { events: 5, countersignedBy: ['border'], trusted: true },
  })
})

test('a period and an answer are packaged the same way', async () => {
  const period = await exported('period', {
    kind: 'period',
    from: '2020-01-01T00:00:00Z',
    to: '2999-01-01T00:00:00Z',
  })
  const positions = linesOf(incident, 'events.ndjson')
    .slice(1, 3)
    .map((line) => BigInt(JSON.parse(line).position))
  const answer = await exported('answer', { kind: 'answer', question: 'Who closed it?', positions })

  expect(problemsOf(period)).toEqual([])
  expect(linesOf(period, 'events.ndjson').length).toBeGreaterThan(5)
  expect(problemsOf(answer)).toEqual([])
  expect(linesOf(answer, 'events.ndjson')).toHaveLength(2)
})

test('what no log head covers yet is not packaged', async () => {
  const head = await logs.joc.head()
  const selection: Selection = { kind: 'answer', question: '?', positions: [head.ok ? head.value! : 0n] }
  const made = await exportEvidence({
    log: logs.joc,
    keys,
    agency: 'joc',
    headOf: 'joc',
    tree,
    selection,
    folder: join(folder, 'early'),
  })

  expect(made).toMatchObject({ ok: false, error: { kind: 'not-covered' } })
})

test('the verifier in the folder checks it with nothing but Node', () => {
  const place = join(folder, 'incident')
  const said = execFileSync(
    process.execPath,
    [join(place, 'verify.mjs'), place, join(folder, 'trust.json')],
    { encoding: 'utf8' },
  )

  expect(said).toContain('5 events are as they were signed')
  expect(readFileSync(join(place, 'verify.mjs'), 'utf8')).not.toMatch(/from '(?!node:(crypto|fs)')/)
})

test('the page shows what was said without running it, and no personal field', () => {
  const page = incident.get('index.html')!.toString()

  expect(page).toContain('&lt;b&gt;bold &amp; dangerous&lt;/b&gt;')
  expect(page).not.toContain('<b>')
  expect(page).toContain('<p>(sealed)</p>')
  expect([...incident.values()].some((content) => content.includes('Ganbold'))).toBe(false)
})

test('keys that somebody else trusts are not the ones of this package', () => {
  const { kid, x } = openSigningKey(join(folder, 'elsewhere'), 'police')
  const { police } = keys.anchors
  for (const other of [
    { kid, x, next: kid },
    { ...police!, next: kid },
    { kid: police!.kid, x: police!.x },
  ]) {
    const { problems } = verifyPackage(incident, { ...keys.anchors, police: other })
    expect(problems).toContain('anchors.json: the first key of police is not the one you trust')
  }
})

test('what a stolen key signed is told and is without force, and a package of it verifies', async () => {
  const { connectionString } = node
  const { anchors } = keys
  const stolen = openSigningKey(folder, 'border').kid
  await note('border', 'border-INC-9', ['by the thief'])
  const ends = [{ kid: stolen, at: '2026-01-01T00:00:00Z', reason: 'compromised' }] as const
  const agency = 'border'
  await rotateKey({ connectionString, agencies, anchors, agency, folder, overlapMs: 0, ends })
  await logs.border.takeOverKey()
  await note('border', 'border-INC-10', ['by the agency'])
  await catchUpTree(logs.joc, tree)
  await headSigner({ log: logs.joc, agency: 'joc', tree })()

  const period = await exported('theft', {
    kind: 'period',
    from: '2020-01-01T00:00:00Z',
    to: '2999-01-01T00:00:00Z',
  })
  const { problems, summary } = verifyPackage(period, keys.anchors)
  expect(problems).toEqual([])
  const told = (summary as { withoutForce: readonly string[] }).withoutForce.join()
  expect(told).toContain('border-INC-9@0')
  expect(told).not.toContain('border-INC-10')
})

/** What can happen to a file, and to a package. */
type Corruption =
  | {
      readonly kind: 'flip' | 'drop' | 'insert' | 'repeat' | 'cut'
      readonly file: number
      readonly at: number
      readonly bit: number
    }
  | {
      readonly kind: 'remove' | 'add' | 'exchange' | 'swap-lines' | 'double-line' | 'drop-line'
      readonly file: number
      readonly at: number
      readonly bit: number
    }
const kinds = [
  'flip',
  'drop',
  'insert',
  'repeat',
  'cut',
  'remove',
  'add',
  'exchange',
  'swap-lines',
  'double-line',
  'drop-line',
] as const
const corruption: fc.Arbitrary<Corruption> = fc.record({
  kind: fc.oneof(
    { weight: 5, arbitrary: fc.constant('flip' as const) },
    { weight: 5, arbitrary: fc.constantFrom(...kinds) },
  ),
  file: fc.nat(1_000),
  at: fc.nat(1_000_000),
  bit: fc.nat(7),
})
const corrupted = (files: Files, { kind, file, at, bit }: Corruption): Files => {
  const result = new Map(files)
  const paths = [...files.keys()].sort()
  const path = paths[file % paths.length]!
  const content = files.get(path)!
  const place = at % content.length
  const lines = content.toString().split('\n')
  const line = at % lines.length
  const set = (...parts: readonly (Buffer | string)[]) =>
    result.set(path, Buffer.concat(parts.map((part) => Buffer.from(part))))
  const [before, after] = [content.subarray(0, place), content.subarray(place + 1)]
  if (kind === 'flip') set(before, Buffer.of(content[place]! ^ (1 << bit)), after)
  if (kind === 'drop') set(before, after)
  if (kind === 'insert') set(before, Buffer.of(bit * 32), content.subarray(place))
  if (kind === 'repeat') set(content, content)
  if (kind === 'cut') set(before)
  if (kind === 'remove') result.delete(path)
  if (kind === 'add') result.set(`schemas/${at}.json`, content)
  if (kind === 'exchange') result.set(path, files.get(paths[(file + 1) % paths.length]!)!)
  if (kind === 'swap-lines')
    set(
      lines
        .with(line, lines[(line + 1) % lines.length]!)
        .with((line + 1) % lines.length, lines[line]!)
        .join('\n'),
    )
  if (kind === 'double-line') set(lines.toSpliced(line, 0, lines[line]!).join('\n'))
  if (kind === 'drop-line') set(lines.toSpliced(line, 1).join('\n'))
  return result
}
const isSame = (a: Files, b: Files): boolean =>
  a.size === b.size && [...a].every(([path, content]) => b.get(path)?.equals(content))

/** How often a package is corrupted at random by anybody, and by its maker; `CONCORD_CORRUPTIONS` asks for another number. */
const asked = process.env.CONCORD_CORRUPTIONS
const runs = { byAnybody: Number(asked ?? 3_000), byItsMaker: Number(asked ?? 1_000) }
/** Milliseconds: a corruption takes some two to be made and found, ten where others work on the same machine. */
const timeout = 60_000 + 50 * (runs.byAnybody + runs.byItsMaker)

test('any change to any file is found', { timeout }, () => {
  fc.assert(
    fc.property(fc.array(corruption, { minLength: 1, maxLength: 2 }), (corruptions) => {
      const changed = corruptions.reduce(corrupted, incident)
      fc.pre(!isSame(changed, incident))
      expect(problemsOf(changed)).not.toEqual([])
    }),
    { numRuns: runs.byAnybody },
  )
})

/** A maker who lists the changed files anew and signs that with its own, genuine key. */
const signedAnew = (files: Files): Files => {
  const manifest = JSON.parse(files.get('manifest.json')!.toString())
  manifest.counts = {
    events: linesOf(files, 'events.ndjson').length,
    heads: linesOf(files, 'heads.ndjson').length,
    keys: linesOf(files, 'keys.ndjson').length,
  }
  manifest.files = manifest.files.map(({ path }: { path: string }) => {
    const content = files.get(path)!
    return { path, bytes: content.length, sha256: createHash('sha256').update(content).digest('hex') }
  })
  return signedAsItIs(new Map([...files, ['manifest.json', Buffer.from(canonical(manifest))]]))
}
const signedAsItIs = (files: Files): Files => {
  const { kid, sign } = openSigningKey(folder, 'joc')
  const value = sign(files.get('manifest.json')!.toString())
  const signature = Buffer.from(canonical({ alg: 'Ed25519', kid, value }))
  return new Map([...files, ['manifest.signature.json', signature]])
}

test('even the maker of a package cannot change what the agencies signed', { timeout }, () => {
  expect(problemsOf(signedAnew(incident))).toEqual([])
  const signedFiles = ['events.ndjson', 'keys.ndjson', 'heads.ndjson']
  const paths = [...incident.keys()].sort()
  // What the store says about an event is not signed: see docs/evidence-format.md.
  const signedParts = (files: Files): string =>
    signedFiles
      .map((path) =>
        files
          .get(path)!
          .toString()
          .replaceAll(/"recordedAt":"[^"]*"|"position":"\d+",/g, ''),
      )
      .join()
  fc.assert(
    fc.property(fc.constantFrom(...signedFiles), corruption, (path, { kind, at, bit }) => {
      fc.pre(kind !== 'remove' && kind !== 'add' && kind !== 'exchange')
      const changed = corrupted(incident, { kind, file: paths.indexOf(path), at, bit })
      fc.pre(signedParts(changed) !== signedParts(incident))
      // The end of a stream, of the keys or of the countersignatures can be left out by a maker who wants to.
      fc.pre(
        !signedParts(incident).includes(signedParts(changed).slice(0, -1)) &&
          kind !== 'drop-line' &&
          kind !== 'cut',
      )
      expect(problemsOf(signedAnew(changed))).not.toEqual([])
    }),
    { numRuns: runs.byItsMaker },
  )
})

test.each([
  ['a name twice', '"owners":', '"owners":{},"owners":'],
  ['another spelling of a number', '"events":5', '"events":5.0'],
  ['another spelling of a character', '"madeBy":"joc"', '"madeBy":"\\u006aoc"'],
  ['half of a surrogate pair', '"kind":"incident"}', '"kind":"incident","note":"\\ud800"}'],
  ['a byte order mark', '{"counts"', '\ufeff{"counts"'],
  ['a space', '"madeBy":"joc"', '"madeBy": "joc"'],
])('%s is not in canonical form, although its maker signed it', (_, from, to) => {
  const text = incident.get('manifest.json')!.toString()
  expect(text).toContain(from)
  const files = new Map([...incident, ['manifest.json', Buffer.from(text.replace(from, to))]])
  expect(problemsOf(signedAsItIs(files)).join()).toMatch(/canonical form|cannot be read/)
})

test('even its maker cannot leave out an event that another one of the stream follows', () => {
  const lines = linesOf(incident, 'events.ndjson')
  for (const left of [0, 1]) {
    const events = Buffer.from(
      lines
        .toSpliced(left, 1)
        .map((line) => `${line}\n`)
        .join(''),
    )
    expect(problemsOf(signedAnew(new Map([...incident, ['events.ndjson', events]])))).not.toEqual([])
  }
})

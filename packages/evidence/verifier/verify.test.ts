import { canonical, eventHash, openSigningKey } from '@concord/event-log'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  type EvidenceInTest,
  everything,
  type Files,
  linesOf,
  openEvidenceInTest,
} from '../testing/evidence-in-test.ts'
import { listedAndSigned, signed } from '../testing/package-maker.ts'
import { verifyPackage } from './verify.mjs'

let evidence: EvidenceInTest
let incident: Files
beforeAll(async () => {
  evidence = await openEvidenceInTest()
  incident = await evidence.exported('incident', { kind: 'incident', incident: 'INC-1' })
})
afterAll(() => evidence.close())
const problemsOf = (files: Files): readonly string[] => verifyPackage(files, evidence.keys.anchors).problems

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

/**
 * How often a package is corrupted at random by anybody, and by its maker. A verifier that looks at all files but one is
 * found out by the 75th corruption.
 */
const runs = Number(process.env.CONCORD_CORRUPTIONS ?? 1_000)
/** Milliseconds: a corruption takes some two to be made and found, ten where others work on the same machine. */
const timeout = 60_000 + 100 * runs

test('any change to any file is found', { timeout }, () => {
  fc.assert(
    fc.property(fc.array(corruption, { minLength: 1, maxLength: 2 }), (corruptions) => {
      const changed = corruptions.reduce(corrupted, incident)
      fc.pre(!isSame(changed, incident))
      expect(problemsOf(changed)).not.toEqual([])
    }),
    { numRuns: runs },
  )
})

const signedAnew = (files: Files): Files => listedAndSigned(files, openSigningKey(evidence.folder, 'joc'))
const signedAsItIs = (files: Files): Files => signed(files, openSigningKey(evidence.folder, 'joc'))

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
    { numRuns: runs },
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

describe('what a package holds is what it says was asked for, although its maker signed it', () => {
  const withEvents = (files: Files, lines: readonly string[]): Files =>
    signedAnew(new Map([...files, ['events.ndjson', Buffer.from(lines.map((line) => `${line}\n`).join(''))]]))
  const saying = (files: Files, from: RegExp, to: string): Files => {
    const manifest = files.get('manifest.json')!.toString()
    expect(manifest).toMatch(from)
    return signedAsItIs(new Map([...files, ['manifest.json', Buffer.from(manifest.replace(from, to))]]))
  }

  test('streams of another incident are found', () => {
    const other = saying(incident, /"incident":"INC-1","kind"/, '"incident":"INC-2","kind"')
    expect(problemsOf(other).join()).toContain('police-INC-1@0: was not asked for')
  })

  test('a period has no gap, and nothing at its ends that was recorded at another time', async () => {
    const period = await evidence.exported('period', everything)
    const lines = linesOf(period, 'events.ndjson')
    for (const left of lines.keys())
      expect(problemsOf(withEvents(period, lines.toSpliced(left, 1))), `without line ${left}`).not.toEqual([])
    expect(verifyPackage(period, evidence.keys.anchors).summary).toMatchObject({ endsEarly: true })
    const narrow = saying(period, /"from":"2020/, '"from":"2998')
    expect(problemsOf(narrow)).toContain('events.ndjson: begins or ends outside the period')
  })

  test('of a period nothing is left out at its ends: the log heads around it would show it', async () => {
    const selection = await evidence.periodOf(() => evidence.note('police', 'police-INC-7', ['x', 'y', 'z']))
    const period = await evidence.exported('bound', selection)
    const lines = linesOf(period, 'events.ndjson')
    const around = linesOf(period, 'around.ndjson')
    const indexOf = (line: string): number => JSON.parse(line).index
    const isBefore = (line: string) => indexOf(line) < indexOf(lines[0]!)
    const [before, after] = [around.filter(isBefore), around.filter((line) => !isBefore(line))]
    const verified = verifyPackage(period, evidence.keys.anchors)
    expect(verified).toMatchObject({ problems: [], summary: { endsEarly: false } })
    expect(lines).toHaveLength(3)
    const made = (events: readonly string[], around: readonly string[]) => {
      const text = (list: readonly string[]) => Buffer.from(list.map((line) => `${line}\n`).join(''))
      const files = [['events.ndjson', text(events)] as const, ['around.ndjson', text(around)] as const]
      return problemsOf(signedAnew(new Map([...period, ...files])))
    }
    const [first, last] = [lines[0]!, lines.at(-1)!]
    expect(made(lines, around)).toEqual([])
    expect(made(lines.slice(1), after)).toEqual([
      'around.ndjson: no log head shows that nothing is missing at the beginning of the period',
    ])
    expect(made(lines.slice(0, -1), before)).toEqual([
      'around.ndjson: no log head shows that nothing is missing at the end of the period',
    ])
    expect(made(lines.slice(1), [...before, first, ...after])).toEqual([
      'around.ndjson: holds what was recorded within the period',
    ])
    expect(made(lines.slice(0, -1), [...before, last, ...after])).not.toEqual([])
    expect(made(lines, around.toReversed())).toContain('around.ndjson: is out of order')
    expect(made(lines.slice(1), around).join()).toContain('the events of the log before it are missing')
  })

  test('an answer rests on the events at its positions, on each of them and on no other', async () => {
    const [first, second] = linesOf(incident, 'events.ndjson')
    const positions = [first!, second!].map((line) => BigInt(JSON.parse(line).position))
    const answer = await evidence.exported('answer', { kind: 'answer', question: '?', positions })
    expect(problemsOf(withEvents(answer, linesOf(answer, 'events.ndjson').slice(1)))).toEqual([
      'manifest.json: the answer rests on events that are not in the package',
    ])
    const other = saying(answer, /"positions":\["\d+"/, '"positions":["7777"')
    expect(problemsOf(other)).toEqual([
      'police-INC-1@0: was not asked for',
      'manifest.json: the answer rests on events that are not in the package',
    ])
  })
})

test.each([
  ['a position that begins with a zero', 'events.ndjson', /"position":"(\d+)"/, '"position":"0$1"'],
  ['a position that is a number', 'events.ndjson', /"position":"(\d+)"/, '"position":$1'],
  ['a moment that never was', 'events.ndjson', /"recordedAt":"\d{4}-\d\d-\d\d/, '"recordedAt":"2026-02-30'],
  [
    'a position of more digits than any',
    'events.ndjson',
    /"position":"/,
    '"position":"100000000000000000000',
  ],
  ['an owner that is no agency', 'manifest.json', /"heads":null/, '"heads":[1]'],
  ['no list of owners', 'manifest.json', /"owners":\{[^}]*\}/, '"owners":"joc"'],
  ['a selection of no kind', 'manifest.json', /,"kind":"incident"/, ''],
  ['a kind in a list', 'manifest.json', /"kind":"incident"/, '"kind":["incident"]'],
  ['an anchor that says more', 'anchors.json', /("border":\{)/, '$1"alg":"Ed25519",'],
  ['an anchor in a list', 'anchors.json', /"x":("[^"]*")/, '"x":[$1]'],
])('%s is not of the form, although its maker signed it', (_, path, from, to) => {
  const changed = incident.get(path)!.toString().replace(from, to)
  const files = new Map([...incident, [path, Buffer.from(changed)]])
  expect(changed).not.toBe(incident.get(path)!.toString())
  expect(problemsOf(signedAnew(files))).not.toEqual([])
})

test('an owner may have any name', () => {
  const owned = incident
    .get('manifest.json')!
    .toString()
    .replace('"heads":null', '"a\\"b":"c\\"d","heads":null')
  expect(problemsOf(signedAnew(new Map([...incident, ['manifest.json', Buffer.from(owned)]])))).toEqual([])
})

test('bytes that are no UTF-8 do not pass for the character that stands for such', () => {
  const content = incident.get('events.ndjson')!.toString('latin1')
  const changed = Buffer.from(content.replace('\xef\xbf\xbd', '\xff'), 'latin1')
  expect(changed.toString()).toBe(incident.get('events.ndjson')!.toString())
  const files = new Map([...incident, ['events.ndjson', changed]])
  expect(problemsOf(signedAnew(files)).join()).toContain('UTF-8')
})

test.each([
  ['nothing', null],
  ['a text', 'SigningKeyRotated'],
  ['no ends', { kid: 'A'.repeat(43), ends: 5 }],
])('what a key of the agency wrote among its keys with %s in it is without force', (_, data) => {
  const lines = linesOf(incident, 'keys.ndjson').map((line) => JSON.parse(line))
  const last = lines.findLastIndex(({ event }) => event.stream === 'keys-joc')
  const before = lines[last].event
  for (const type of ['SigningKeyRotated', 'SigningKeyRegistered']) {
    const { kid, sign } = openSigningKey(evidence.folder, 'joc')
    const metadata = { agency: 'joc', previousHash: eventHash(before) }
    const event = { data, id: 'x', metadata, revision: before.revision + 1, stream: 'keys-joc', type }
    const signature = { alg: 'Ed25519', kid, value: sign(canonical(event)) }
    const line = { event: { ...event, metadata: { ...metadata, signature } }, index: null, proof: null }
    const added = lines.toSpliced(last + 1, 0, {
      ...line,
      position: '99',
      recordedAt: '2027-01-01T00:00:00.000Z',
    })
    const content = Buffer.from(added.map((each) => `${canonical(each)}\n`).join(''))
    const files = signedAnew(new Map([...incident, ['keys.ndjson', content]]))
    expect(verifyPackage(files, evidence.keys.anchors)).toMatchObject({
      problems: [],
      summary: { withoutForce: [expect.stringContaining('keys-joc@1')] },
    })
  }
})

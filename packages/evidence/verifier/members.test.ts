import { canonical, openSigningKey } from '@concord/event-log'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type EvidenceInTest, type Files, openEvidenceInTest } from '../testing/evidence-in-test.ts'
import { listed, listedAndSigned, signed } from '../testing/package-maker.ts'
import { verifyPackage } from './verify.mjs'

/*
 * Packages that stay in canonical form while what they say changes: members and elements more, fewer, moved or exchanged. Whoever
 * does it lists the files anew, because no key is needed for that.
 */

let evidence: EvidenceInTest
let incident: Files
beforeAll(async () => {
  evidence = await openEvidenceInTest()
  incident = await evidence.exported('incident', { kind: 'incident', incident: 'INC-1' })
})
afterAll(() => evidence.close())

type Json = null | boolean | number | string | Json[] | { [name: string]: Json }
/** What is done at which of the places in a value. */
interface Change {
  readonly kind: (typeof kinds)[number]
  readonly at: number
  readonly from: number
}
const kinds = ['add', 'drop', 'double', 'reverse', 'replace', 'rename', 'nudge'] as const

/** Changes a value in place and gives it back; some changes make no sense at some places, and do nothing. */
const change = (value: Json, { kind, at, from }: Change): Json => {
  const holders = holdersIn(value)
  const holder = holders[at % holders.length] as Record<string, Json>
  const names = Object.keys(holder)
  const name = names[from % names.length]
  const other = holders[from % holders.length]!
  if (Array.isArray(holder)) {
    if (kind === 'add') holder.push('x')
    if (kind === 'drop') holder.shift()
    if (kind === 'double') holder.push(...holder)
    if (kind === 'reverse') holder.reverse()
  } else if (kind === 'add') holder.x = 'x'
  else if (name === undefined) return value
  else if (kind === 'drop') delete holder[name]
  else if (kind === 'rename') {
    holder[`${name}x`] = holder[name]!
    delete holder[name]
  }
  if (name === undefined) return value
  if (kind === 'replace') holder[name] = structuredClone(other)
  const text = holder[name]
  if (kind === 'nudge' && typeof text === 'string') holder[name] = `${text}=`
  if (kind === 'nudge' && typeof text === 'number') holder[name] = text + 1
  return value
}
const holdersIn = (value: Json): readonly (Json[] | { [name: string]: Json })[] =>
  typeof value === 'object' && value !== null ? [value, ...Object.values(value).flatMap(holdersIn)] : []

/** One value of a package changed: a file, or a line of one. */
const changed = (files: Files, path: string, line: number, by: (value: Json) => Json): Files => {
  const texts = files.get(path)!.toString().split('\n')
  const place = path.endsWith('.ndjson') ? line % (texts.length - 1) : 0
  const value = by(JSON.parse(texts[place]!) as Json)
  return new Map([...files, [path, Buffer.from(texts.with(place, canonical(value)).join('\n'))]])
}

const aChange = fc.record({ kind: fc.constantFrom(...kinds), at: fc.nat(500), from: fc.nat(500) })
const numRuns = Number(process.env.CONCORD_CORRUPTIONS ?? 500)
const timeout = 60_000 + 50 * numRuns

test('nobody says more, less or otherwise in a package that stays in canonical form', { timeout }, () => {
  const paths = [...incident.keys()].filter((path) => /json$/.test(path))
  fc.assert(
    fc.property(fc.constantFrom(...paths), fc.nat(50), aChange, (path, line, how) => {
      const files = changed(incident, path, line, (value) => change(value, how))
      fc.pre(!files.get(path)!.equals(incident.get(path)!))
      const told = path.startsWith('manifest.') ? files : listed(files)
      expect(verifyPackage(told, evidence.keys.anchors).problems).not.toEqual([])
    }),
    { numRuns },
  )
})

test('nor does its maker in an event, a key or a head', { timeout }, () => {
  const key = openSigningKey(evidence.folder, 'joc')
  const paths = ['events.ndjson', 'keys.ndjson', 'heads.ndjson']
  fc.assert(
    fc.property(fc.constantFrom(...paths), fc.nat(50), aChange, (path, line, how) => {
      const files = changed(incident, path, line, (value) => {
        change((value as { event: Json }).event, how)
        return value
      })
      fc.pre(!files.get(path)!.equals(incident.get(path)!))
      expect(verifyPackage(listedAndSigned(files, key), evidence.keys.anchors).problems).not.toEqual([])
    }),
    { numRuns },
  )
})

/** What stands at some place of a value instead of what belongs there. */
const others: readonly Json[] = [
  null,
  true,
  -1,
  1.5,
  1e300,
  '',
  'x',
  [],
  {},
  [null],
  [[5]],
  { a: 1 },
  '__proto__',
]
const replaced = (value: Json, at: number, by: Json): Json => {
  const holders = [[value] as Json[], ...holdersIn(value)]
  const places = holders.flatMap((holder) => Object.keys(holder).map((name) => ({ holder, name })))
  const { holder, name } = places[at % places.length]!
  ;(holder as Record<string, Json>)[name] = by
  return (holders[0] as Json[])[0]!
}
/** How the failures of a program speak, and not those who say what is wrong with a package. */
const INNER_WORDS = /undefined|\[object|NaN|Cannot |argument|iterable|not a function|JWK|in JSON/

test('whatever stands where, its maker’s word or not, what is wrong is said in a sentence', {
  timeout,
}, () => {
  const key = openSigningKey(evidence.folder, 'joc')
  const paths = [...incident.keys()].filter((path) => /json$/.test(path) && !path.startsWith('schemas/'))
  const aPlace = [fc.constantFrom(...paths), fc.nat(50), fc.nat(2_000), fc.constantFrom(...others)] as const
  fc.assert(
    fc.property(...aPlace, fc.boolean(), (path, line, at, other, isByItsMaker) => {
      const files = changed(incident, path, line, (value) => replaced(value, at, other))
      fc.pre(!files.get(path)!.equals(incident.get(path)!))
      const told = path.startsWith('manifest.') ? files : listed(files)
      const signedToo = isByItsMaker && path !== 'manifest.signature.json'
      const { problems } = verifyPackage(signedToo ? signed(told, key) : told, evidence.keys.anchors)
      if (!signedToo) expect(problems).not.toEqual([])
      for (const problem of problems) expect(problem).not.toMatch(INNER_WORDS)
    }),
    { numRuns },
  )
})

test('what nests deeper than a program can follow is a finding too', () => {
  const deep = '['.repeat(100_000) + ']'.repeat(100_000)
  const files = new Map([...incident, ['manifest.json', Buffer.from(deep)]])
  expect(verifyPackage(files, evidence.keys.anchors).problems).toEqual([
    'cannot be read: manifest.json is not in canonical form',
  ])
})

test.each(['manifest.signature.json', 'heads.ndjson', 'keys.ndjson'])(
  'a signature in %s that says more than it must is none',
  (path) => {
    const text = incident.get(path)!.toString()
    const said = text.replace('"alg":"Ed25519"', '"alg":"Ed25519","also":1')
    expect(said).not.toBe(text)
    const { problems } = verifyPackage(
      new Map([...incident, [path, Buffer.from(said)]]),
      evidence.keys.anchors,
    )
    expect(problems.join()).toMatch(/not signed by its maker|no key of .* signed it/)
  },
)

import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { canonical, openSigningKey } from '@concord/event-log'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type EvidenceInTest, type Files, linesOf, openEvidenceInTest } from '../testing/evidence-in-test.ts'
import { listedAndSigned } from '../testing/package-maker.ts'
import { verifyPackage } from './verify.mjs'

/*
 * Packages of a maker who holds the key and lies: on disk, where a folder can hold more than files, and between the files.
 */

let evidence: EvidenceInTest
let incident: Files
let period: Files
beforeAll(async () => {
  evidence = await openEvidenceInTest()
  incident = await evidence.exported('incident', { kind: 'incident', incident: 'INC-1' })
  const rotated = await evidence.periodOf(async () => {
    await evidence.note('police', 'police-INC-9', ['before', 'then'])
    await evidence.rotate('police')
  })
  period = await evidence.exported('period', rotated)
})
afterAll(() => evidence.close())

const signedAnew = (files: Files): Files => listedAndSigned(files, openSigningKey(evidence.folder, 'joc'))
const problemsOf = (files: Files): string => verifyPackage(files, evidence.keys.anchors).problems.join('\n')
const withFile = (files: Files, path: string, content: string): Files =>
  new Map([...files, [path, Buffer.from(content)]])
/** With one more file, which the manifest lists. */
const withListed = (files: Files, path: string, content: string): Files => {
  const manifest = JSON.parse(files.get('manifest.json')!.toString())
  const listed = [...manifest.files, { path }].sort((a, b) => (a.path < b.path ? -1 : 1))
  const added = withFile(files, path, content)
  return signedAnew(withFile(added, 'manifest.json', canonical({ ...manifest, files: listed })))
}

describe('on disk', () => {
  /** What the verifier says of a folder with these files, once something was done to it. */
  const saidOf = (files: Files, then: (folder: string) => void = () => {}) => {
    const folder = mkdtempSync(join(evidence.folder, 'hostile-'))
    for (const [path, content] of files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), content)
    }
    then(folder)
    const verifier = join(import.meta.dirname, 'verify.mjs')
    const trust = join(evidence.folder, 'trust.json')
    const { status, stdout, stderr } = spawnSync(process.execPath, [verifier, folder, trust], {
      encoding: 'utf8',
    })
    return { status, said: `${stdout}${stderr}` }
  }

  test('a genuine package passes', () => {
    expect(saidOf(incident)).toMatchObject({ status: 0, said: expect.stringMatching(/^✓ \d+ events/) })
  })

  test('a link is no file, whatever the manifest says that stands there', () => {
    const listed = withListed(incident, 'schemas/linked.json', 'not a file')
    expect(problemsOf(listed)).toBe('')
    const files = new Map([...listed].filter(([path]) => path !== 'schemas/linked.json'))
    const linked = saidOf(files, (folder) =>
      symlinkSync(join(folder, 'anchors.json'), join(folder, 'schemas/linked.json')),
    )
    expect(linked).toMatchObject({
      status: 1,
      said: expect.stringContaining('schemas/linked.json: is missing'),
    })
    const whole = saidOf(new Map(), (folder) => {
      cpSync(join(evidence.folder, 'incident'), join(folder, 'real'), { recursive: true })
      symlinkSync(join(folder, 'real'), join(folder, 'linked'))
    })
    expect(whole.status).toBe(1)
  })

  test('what is larger than can be read is not read, and is found', () => {
    const { status, said } = saidOf(incident, (folder) => {
      writeFileSync(join(folder, 'huge.bin'), '')
      truncateSync(join(folder, 'huge.bin'), 2 ** 33)
    })
    expect({ status, said }).toMatchObject({
      status: 1,
      said: expect.stringContaining('huge.bin: does not belong'),
    })
  })

  test('an empty folder, none at all and a file are no packages', () => {
    expect(saidOf(new Map())).toMatchObject({
      status: 1,
      said: expect.stringContaining('manifest.json is missing'),
    })
    const verifier = join(import.meta.dirname, 'verify.mjs')
    for (const place of [join(evidence.folder, 'nowhere'), verifier]) {
      const { status, stderr } = spawnSync(process.execPath, [verifier, place], { encoding: 'utf8' })
      expect({ status, stderr }).toMatchObject({
        status: 2,
        stderr: expect.stringContaining('cannot be read'),
      })
    }
  })

  test('nothing in a package speaks in the verifier’s place', () => {
    const fake = 'x\u001b[2K\r\u202e✓ 5 events are as they were signed'
    const { status, said } = saidOf(withFile(incident, fake, ''))
    expect(status).toBe(1)
    expect(said).toContain('x\\u{1b}[2K\\u{d}\\u{202e}✓')
    expect(said.split('\n').filter((line) => line.startsWith('✓'))).toEqual([])
  })
})

describe('although its maker signed it', () => {
  const texts = ['manifest.json', 'anchors.json', 'keys.ndjson', 'heads.ndjson', 'events.ndjson']
  const spellings: readonly [string, (text: string) => string][] = [
    ['lines that end as on another system', (text) => `${text.trimEnd().replaceAll('\n', '\r\n')}\r\n`],
    ['a byte order mark', (text) => `\ufeff${text}`],
    ['a byte more at its end', (text) => `${text}\0`],
    ['a line more that is empty', (text) => `${text}\n\n`],
    ['another spelling of a number', (text) => text.replace(/:(\d+)([,}])/, ':$1e0$2')],
    ['a number less than nothing by a sign', (text) => text.replace(/:0([,}])/, ':-0$1')],
    ['a name twice', (text) => text.replace(/^\{("[^"]*"):/, '{$1:0,$1:')],
  ]
  test.each(spellings)('%s is found in any file', (_, by) => {
    for (const path of texts) {
      const was = incident.get(path)!.toString()
      const changed = by(was)
      if (changed === was) continue
      const files = new Map([...incident, [path, Buffer.from(changed)]])
      expect(problemsOf(path === 'manifest.json' ? files : signedAnew(files)), path).not.toBe('')
    }
  })

  test('a file outside the folder, and one under another spelling of its name, are missing', () => {
    const composed = withListed(incident, 'schemas/\u00e9.json', '{}')
    expect(problemsOf(composed)).toBe('')
    const decomposed = new Map(
      [...composed].map(([path, content]) => [path.normalize('NFD'), content] as const),
    )
    expect(problemsOf(decomposed)).toContain('schemas/\u00e9.json: is missing')
    expect(problemsOf(decomposed)).toContain('schemas/e\u0301.json: does not belong')
    const outside = withListed(incident, '../trust.json', '{}')
    expect(problemsOf(new Map([...outside].filter(([path]) => path !== '../trust.json')))).toContain(
      'missing',
    )
  })

  test('an agency countersigns once', () => {
    const [head, countersigned] = linesOf(incident, 'heads.ndjson')
    const twice = [head, countersigned, countersigned].map((line) => `${line}\n`).join('')
    expect(problemsOf(signedAnew(withFile(incident, 'heads.ndjson', twice)))).toContain('countersigns twice')
  })

  test('a head of another tree of the same size is found', () => {
    const key = openSigningKey(evidence.folder, 'joc')
    const { event, ...line } = JSON.parse(linesOf(incident, 'heads.ndjson')[0]!)
    const { signature: _, ...metadata } = event.metadata
    const other = {
      ...event,
      metadata,
      data: { ...event.data, root: Buffer.alloc(32, 7).toString('base64url') },
    }
    const value = key.sign(canonical(other))
    const signed = { ...other, metadata: { ...metadata, signature: { alg: 'Ed25519', kid: key.kid, value } } }
    const manifest = JSON.parse(incident.get('manifest.json')!.toString())
    const head = { ...manifest.head, root: other.data.root }
    const files = withFile(incident, 'heads.ndjson', `${canonical({ ...line, event: signed })}\n`)
    expect(
      problemsOf(signedAnew(withFile(files, 'manifest.json', canonical({ ...manifest, head })))),
    ).toContain('police-INC-1@0: is not in the tree of the log head')
  })

  test('a change of keys that the period itself holds cannot be left out of the keys', () => {
    expect(problemsOf(period)).toBe('')
    const rotation = linesOf(period, 'keys.ndjson').findLast((line) => line.includes('"SigningKeyRotated"'))!
    const without = linesOf(period, 'keys.ndjson').filter((line) => line !== rotation)
    const files = withFile(period, 'keys.ndjson', without.map((line) => `${line}\n`).join(''))
    expect(problemsOf(signedAnew(files))).toMatch(/^keys-police@\d+: no key of police signed it$/)
  })

  /** The last event of a stream told otherwise in one file, by the agency itself; no head covers that. */
  const toldOtherwise = (path: string, stream: string, by: (event: Event) => Partial<Event>) => {
    const lines = linesOf(period, path)
    const at = lines.findLastIndex((line) => line.includes(`"stream":"${stream}"`))
    const { event, ...line } = JSON.parse(lines[at]!)
    const { signature: _, ...metadata } = event.metadata
    const other = { ...event, metadata, ...by(event) }
    const { kid, sign } = openSigningKey(evidence.folder, metadata.agency)
    const signature = { alg: 'Ed25519', kid, value: sign(canonical(other)) }
    const signedOther = { ...other, metadata: { ...metadata, signature } }
    const told = canonical({ ...line, event: signedOther, index: null, proof: null })
    const content = lines
      .with(at, told)
      .map((each) => `${each}\n`)
      .join('')
    return problemsOf(signedAnew(withFile(period, path, content)))
  }
  interface Event {
    readonly data: Readonly<Record<string, unknown>>
    readonly revision: number
  }

  test('an agency cannot tell its keys otherwise than the period itself holds', () => {
    const problems = toldOtherwise('keys.ndjson', 'keys-police', ({ data }) => ({
      data: { ...data, validFrom: '2026-01-01T00:00:00Z' },
    }))
    expect(problems).toMatch(/^keys-police@\d+: another event stands in this place$/m)
  })

  test('no revision of a stream is missing between two events of a period', () => {
    const problems = toldOtherwise('events.ndjson', 'police-INC-9', ({ revision }) => ({
      revision: revision + 1,
    }))
    expect(problems).toMatch(/^police-INC-9@\d: the events of its stream before it are missing$/m)
  })
})

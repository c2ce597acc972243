import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openSigningKey } from '@concord/event-log'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Selection } from './index.ts'
import {
  type EvidenceInTest,
  everything,
  type Files,
  linesOf,
  openEvidenceInTest,
} from './testing/evidence-in-test.ts'
import { verifyPackage } from './verifier/verify.mjs'

let evidence: EvidenceInTest
let incident: Files
beforeAll(async () => {
  evidence = await openEvidenceInTest()
  incident = await evidence.exported('incident', { kind: 'incident', incident: 'INC-1' })
})
afterAll(() => evidence.close())
const problemsOf = (files: Files): readonly string[] => verifyPackage(files, evidence.keys.anchors).problems

test('the package of an incident holds its streams and no other, and verifies', () => {
  const streams = linesOf(incident, 'events.ndjson').map((line) => JSON.parse(line).event.stream)

  expect(streams).toEqual(['police-INC-1', 'police-INC-1', 'police-INC-1', 'border-INC-1', 'incident-INC-1'])
  expect(verifyPackage(incident, evidence.keys.anchors)).toMatchObject({
    problems: [],
    summary: { events: 5, countersignedBy: ['border'], trusted: true },
  })
})

test('a period and an answer are packaged the same way', async () => {
  const period = await evidence.exported('period', everything)
  const positions = linesOf(incident, 'events.ndjson')
    .slice(1, 3)
    .map((line) => BigInt(JSON.parse(line).position))
  const answer = await evidence.exported('answer', { kind: 'answer', question: 'Who closed it?', positions })

  expect(problemsOf(period)).toEqual([])
  expect(linesOf(period, 'events.ndjson').length).toBeGreaterThan(5)
  expect(problemsOf(answer)).toEqual([])
  expect(linesOf(answer, 'events.ndjson')).toHaveLength(2)
})

test('a period holds what lies between its events too, where the clock of the store was set back', async () => {
  const whole = linesOf(await evidence.exported('whole', everything), 'events.ndjson')
  const followStored: typeof evidence.logs.joc.followStored = async function* (...asked) {
    let at = 0
    const years = ['1999', '2001', '1999', '2001', '1999', '1999']
    for await (const batch of evidence.logs.joc.followStored(...asked))
      yield batch.map((item) =>
        item.kind === 'event'
          ? { ...item, event: { ...item.event, recordedAt: `${years[at++] ?? '2002'}-01-01T00:00:00.000Z` } }
          : item,
      )
  }
  const log = { ...evidence.logs.joc, followStored }
  const period: Selection = { kind: 'period', from: '2001-01-01T00:00:00Z', to: '2002-01-01T00:00:00Z' }
  const made = linesOf(await evidence.exported('set-back', period, log), 'events.ndjson')
  const indexes = (lines: readonly string[]) => lines.map((line) => JSON.parse(line).index)
  expect(indexes(made)).toEqual(indexes(whole.slice(1, 4)))
})

test('what no log head covers yet is not packaged', async () => {
  const head = await evidence.logs.joc.head()
  const selection: Selection = { kind: 'answer', question: '?', positions: [head.ok ? head.value! : 0n] }
  const made = await evidence.exporting('early', selection)

  expect(made).toMatchObject({ ok: false, error: { kind: 'not-covered' } })
})

test('a name that no incident has, and a period in which nothing was recorded, make no package', async () => {
  expect(await evidence.exporting('typo', { kind: 'incident', incident: 'INC-l' })).toMatchObject({
    error: { kind: 'nothing-found', detail: expect.stringContaining('the nearest are INC-1') },
  })
  const [from, to] = ['1999-01-01T00:00:00Z', '1999-01-02T00:00:00Z']
  expect(await evidence.exporting('empty', { kind: 'period', from, to })).toMatchObject({
    error: { kind: 'nothing-found', detail: expect.stringContaining(from) },
  })
  expect(existsSync(join(evidence.folder, 'typo'))).toBe(false)
})

test('the verifier in the folder checks it with nothing but Node', () => {
  const place = join(evidence.folder, 'incident')
  const said = execFileSync(
    process.execPath,
    [join(place, 'verify.mjs'), place, join(evidence.folder, 'trust.json')],
    { encoding: 'utf8' },
  )

  expect(said).toContain('5 events are as they were signed')
  expect(readFileSync(join(place, 'verify.mjs'), 'utf8')).not.toMatch(/from '(?!node:(crypto|fs)')/)
})

test('the page shows what was said without running it, and no personal field', () => {
  const page = incident.get('index.html')!.toString()
  expect(page).toMatch(/<body>\n<main>[\s\S]*<\/main>\n<\/body>/)

  expect(page).toContain('&lt;b&gt;bold &amp; dangerous&lt;/b&gt;')
  expect(page).not.toContain('<b>')
  expect(page).toContain('<p>(sealed)</p>')
  expect([...incident.values()].some((content) => content.includes('Ganbold'))).toBe(false)
})

test('keys that somebody else trusts are not the ones of this package', () => {
  const { keys, folder } = evidence
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

test('who trusts nobody finds no package good', () => {
  expect(verifyPackage(incident, {}).problems).toHaveLength(Object.keys(evidence.keys.anchors).length)
})

test('what a stolen key signed is told and is without force, and a package of it verifies', async () => {
  const { note, revoke, signHead, exported, keys } = evidence
  await note('border', 'border-INC-9', ['by the thief'])
  await revoke('border')
  await note('border', 'border-INC-10', ['by the agency'])
  await signHead()

  const period = await exported('theft', everything)
  const { problems, summary } = verifyPackage(period, keys.anchors)
  expect(problems).toEqual([])
  const told = (summary as { withoutForce: readonly string[] }).withoutForce.join()
  expect(told).toContain('border-INC-9@0')
  expect(told).not.toContain('border-INC-10')
})

test('a package rests on a head that counts, and holds no countersignature that does not', async () => {
  const { revoke, signHead, countersign, exporting, exported, keys } = evidence
  await countersign()
  await revoke('border')
  expect(verifyPackage(await exported('uncountersigned', everything), keys.anchors)).toMatchObject({
    problems: [],
    summary: { countersignedBy: [] },
  })

  await revoke('joc')
  expect(await exporting('headless', everything)).toMatchObject({ error: { kind: 'not-covered' } })
  await signHead()
  await countersign()
  expect(verifyPackage(await exported('anew', everything), keys.anchors)).toMatchObject({
    problems: [],
    summary: { countersignedBy: ['border'] },
  })
})

test('a maker whose key has ended makes no package', async () => {
  const { logs, revoke, exporting, folder } = evidence
  const present = readFileSync(join(folder, 'joc.signing.pem'))
  await revoke('joc')
  await evidence.signHead()
  const taken = readFileSync(join(folder, 'joc.signing.pem'))
  writeFileSync(join(folder, 'joc.signing.pem'), present)
  expect(await exporting('ended', everything, logs.border)).toMatchObject({ error: { kind: 'key-ended' } })
  writeFileSync(join(folder, 'joc.signing.pem'), taken)
})

test('keys that take over while a package is made are in it where it needs them', async () => {
  const { logs, note, rotate, signHead, exported, keys } = evidence
  const readStored: typeof logs.joc.readStored = async (...asked) => {
    const read = await logs.joc.readStored(...asked)
    if (asked[0] !== 'keys-joc') return read
    await rotate('joc')
    await note('joc', 'incident-INC-11', ['by the key that took over'], 'IncidentClosed')
    await signHead()
    return read
  }
  const made = await exported('meanwhile', everything, { ...logs.joc, readStored })
  expect(verifyPackage(made, keys.anchors).problems).toEqual([])
})

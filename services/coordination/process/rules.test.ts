import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { happened, recorded } from '@concord/kernel/given'
import { afterAll, describe, expect, test } from 'vitest'
import { applies, cooperationRuleSchema, type Occurrence } from './cooperation-rule.ts'
import { evolvePlans, rulesInForce } from './planned-rules.ts'
import { readCooperationRules } from './read-rules.ts'
import { evolveSharedAreas, ownersOf, type SharedAreas } from './shared-area.ts'

const rule = (when: object) =>
  cooperationRuleSchema.parse({
    id: 'test',
    title: 'Test',
    when: { types: ['It'], ...when },
    offer: 'owners-of-the-area',
  })

const it: Occurrence = {
  type: 'It',
  data: { subjects: ['A', 'B'], armed: true, count: 3 },
  agency: 'police',
  mode: 'operational',
  tlp: 'AMBER',
  kinds: ['prison-escape'],
  severities: ['Severe'],
  visibleTo: (agency) => agency !== 'emergency',
}

describe('a rule applies', () => {
  test.each([
    ['to its types', {}],
    ['to a kind and a severity', { kinds: ['prison-escape', 'wildfire'], severities: ['Severe'] }],
    ['to a marking', { tlp: ['AMBER'], releasedTo: ['border'] }],
    [
      'when conditions hold',
      {
        conditions: [
          { field: 'subjects', atLeast: 2 },
          { field: 'armed', equals: true },
        ],
      },
    ],
    ['when a field is missing that should be', { conditions: [{ field: 'found', present: false }] }],
  ])('%s', (_, when) => {
    expect(applies(rule(when), it)).toBe(true)
  })
})

describe('a rule does not apply', () => {
  test.each([
    ['to what is played, unless it says so', {}, { ...it, mode: 'exercise' }],
    ['to another type', {}, { ...it, type: 'That' }],
    ['to another agency', { agencies: ['border'] }, it],
    ['to another kind', { kinds: ['wildfire'] }, it],
    ['to what the tasked may not know', { releasedTo: ['border', 'emergency'] }, it],
    ['when a condition fails', { conditions: [{ field: 'count', atLeast: 4 }] }, it],
    ['when the field is no number', { conditions: [{ field: 'armed', atLeast: 1 }] }, it],
  ])('%s', (_, when, occurrence) => {
    expect(applies(rule(when), occurrence)).toBe(false)
  })
})

describe('a folder of rules', () => {
  const folders: string[] = []
  afterAll(() => {
    for (const folder of folders) rmSync(folder, { recursive: true })
  })
  const folderWith = (...files: readonly unknown[]) => {
    const folder = mkdtempSync(join(tmpdir(), 'concord-rules-'))
    folders.push(folder)
    for (const [index, file] of files.entries())
      writeFileSync(join(folder, `${index}.json`), typeof file === 'string' ? file : JSON.stringify(file))
    return folder
  }
  const good = {
    id: 'spill',
    title: 'Spill',
    when: { types: ['HazardReported'] },
    operation: { title: 'Spill', tasks: [{ id: 'T', agency: 'police', title: 'Close the road' }] },
  }

  test('is read with defaults', () => {
    expect(readCooperationRules(folderWith(good))).toMatchObject([
      { id: 'spill', withinMinutes: 1440, when: { modes: ['operational'] } },
    ])
  })

  test('with the rules that come with the service is sound', () => {
    const ids = readCooperationRules(join(import.meta.dirname, '../rules')).map(({ id }) => id)
    expect(ids).toEqual(expect.arrayContaining(['prisoner-escape', 'shared-area']))
  })

  test.each([
    ['that is no JSON', ['{'], /0\.json is not a valid cooperation rule/],
    ['that says something unknown', [{ ...good, also: 1 }], /Unrecognized key/],
    ['that does nothing', [{ ...good, operation: undefined }], /must do something/],
    ['with an id used twice', [good, good], /Two cooperation rules/],
  ])('%s stops the start', (_, files, message) => {
    expect(() => readCooperationRules(folderWith(...files))).toThrow(message)
  })
})

test('a place is owned by the owners of every area that holds it', () => {
  const square = [
    [112, 49],
    [113, 49],
    [113, 50],
    [112, 50],
    [112, 49],
  ] as const
  const areas = {
    north: { owners: ['border'], areas: [], polygon: square },
    soum: { owners: ['emergency', 'border'], areas: ['2110'], polygon: [] },
  }
  const shared = Object.entries(areas).reduce<SharedAreas>(
    (before, [name, area], index) =>
      evolveSharedAreas(
        before,
        recorded(happened('SharedAreaDefined', area), index, new Map(), `area-${name}`),
      ),
    {},
  )
  expect(ownersOf(shared, { areas: [], point: [112.5, 49.5] })).toEqual(['border'])
  expect(ownersOf(shared, { areas: ['2110'], point: [112.5, 49.5] })).toEqual(['border', 'emergency'])
  expect(ownersOf(shared, { areas: ['9'], point: [113.5, 49.5] })).toEqual([])
})

describe('what the joint centre takes back', () => {
  const told = (category: string, ...events: readonly ReturnType<typeof happened>[]) => {
    const ids = new Map(events.map((one, index) => [one.envelope.reference ?? '', recorded(one, index).id]))
    return events.map((one, index) => recorded(one, index, ids, `${category}-NORTH`))
  }
  const takenBack = (retracts: string) =>
    happened('ReportRetracted', {}, { retracts, reference: `-${retracts}` })

  test('makes no owners any more, and those before it again', () => {
    const owned = (owner: string, reference: string) =>
      happened('SharedAreaDefined', { owners: [owner], areas: ['2110'] }, { reference })
    const ownersAfter = (...events: readonly ReturnType<typeof happened>[]) =>
      ownersOf(told('area', ...events).reduce(evolveSharedAreas, {}), { areas: ['2110'], point: undefined })
    const both = [owned('border', 'A'), owned('police', 'B')]
    expect(ownersAfter(...both)).toEqual(['police'])
    expect(ownersAfter(...both, takenBack('B'))).toEqual(['border'])
    expect(ownersAfter(...both, takenBack('B'), takenBack('-B'))).toEqual(['police'])
    expect(ownersAfter(owned('border', 'A'), takenBack('A'))).toEqual([])
  })

  test('puts no plan in force', () => {
    const operation = { title: 'Flood', tasks: [{ id: 'T', agency: 'police', title: 'Close the bridge' }] }
    const planned = { title: 'Flood', when: { types: ['FloodReported'] }, operation }
    const step = (type: string, reference: string) => happened(type, { rule: planned }, { reference })
    const inForceAfter = (...events: readonly ReturnType<typeof happened>[]) =>
      rulesInForce({ plans: told('plan', ...events).reduce(evolvePlans, {}) }, []).map(({ id }) => id)
    const active = [step('PlanDrafted', 'D'), step('PlanApproved', 'A'), step('PlanActivated', 'X')]
    const superseded = step('PlanSuperseded', 'S')
    expect(inForceAfter(...active)).toEqual(['plan/NORTH'])
    expect(inForceAfter(...active, takenBack('X'))).toEqual([])
    expect(inForceAfter(...active, takenBack('A'))).toEqual([])
    expect(inForceAfter(...active, superseded, takenBack('S'))).toEqual(['plan/NORTH'])
    const better = (corrects: string) => ({ ...active[corrects === 'D' ? 0 : 1]!, envelope: { corrects } })
    expect(inForceAfter(...active, better('D'))).toEqual(['plan/NORTH'])
    expect(inForceAfter(...active, better('A'))).toEqual(['plan/NORTH'])
  })
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from './eventually.ts'
import { type SystemInTest, startSystemInTest } from './system-in-test.ts'

/*
 * The cooperation rule for escapes, in the running system: nobody commands it, and the process that follows it may end at
 * any moment.
 */

let system: SystemInTest
beforeAll(async () => {
  system = await startSystemInTest({ present: ['police', 'corrections', 'joc'] })
})
afterAll(async () => {
  await system?.stop()
})

const escapeReport = (reference: string) => ({
  reference,
  data: { subjects: ['P-1', 'P-2'], count: 2, lat: 48.6, lon: 113.2 },
})

test('a reported escape opens one operation with tasks, deadlines and a search ring, whenever coordination is killed', async () => {
  // Killed before: the report is recorded while nobody is there to act on it.
  system.kill('joc')
  await system.record('corrections/duty-officer', 'ReportPrisonerEscape', 'ESC-1', escapeReport('E-1'))
  const operation = await opened('OP-ESC-1-prisoner-escape')
  expect(operation).toMatchObject({ form: 'OPERATION', mode: 'OPERATIONAL', serves: ['ESC-1'] })
  expect(operation.tasks.map(({ agency, state }: Task) => [agency, state])).toEqual(
    expect.arrayContaining([
      ['police', 'ASSIGNED'],
      ['border', 'ASSIGNED'],
    ]),
  )
  for (const { deadline, assignedAt } of operation.tasks as readonly Task[])
    expect(Date.parse(deadline)).toBeGreaterThan(Date.parse(assignedAt))
  const ring = operation.facts.find(({ name }: { name: string }) => name === 'radiusKm')
  expect(ring).toMatchObject({ about: 'search ring', statements: [{ agency: 'joc', unit: 'km' }] })

  // Killed right after it began to act, and once more at once.
  await system.record('corrections/duty-officer', 'ReportPrisonerEscape', 'ESC-2', escapeReport('E-2'))
  await eventually('an operation is open', async () => (await typesIn('OP-ESC-2-prisoner-escape'))[0])
  system.kill('joc')
  await system.isReady('joc')
  system.kill('joc')
  await opened('OP-ESC-2-prisoner-escape')

  // Rules are followed in the order of the log: with the third one done, nothing of the first two is left to do.
  await system.record('corrections/duty-officer', 'ReportPrisonerEscape', 'ESC-3', escapeReport('E-3'))
  await opened('OP-ESC-3-prisoner-escape')
  for (const name of ['OP-ESC-1-prisoner-escape', 'OP-ESC-2-prisoner-escape', 'OP-ESC-3-prisoner-escape'])
    expect(await typesIn(name)).toEqual(['JointOperationOpened', 'SearchRingComputed'])
})

test('the tasks are with their agencies, and an answer in the police service shows in the joint picture', async () => {
  const query = '{ operation(id: "OP-ESC-1-prisoner-escape") { tasks { task agency state } } }'
  const { operation } = (await system.ask('police/duty-officer', query)).data
  const { task } = operation.tasks.find(({ agency }: Task) => agency === 'police')

  const { position } = await system.record('police/duty-officer', 'AcceptTask', 'OP-ESC-1-prisoner-escape', {
    data: { task, personnel: 12 },
  })

  await system.pictureHas(position)
  const after = (await system.ask('joc/analyst', query)).data.operation
  expect(after.tasks).toContainEqual({ task, agency: 'police', state: 'ACCEPTED' })
})

test('history is not acted upon', async () => {
  const [line] = await system.batch('corrections', [
    {
      type: 'PrisonerEscapeReported',
      incident: 'ESC-OLD',
      system: 'prison-register',
      recordedAt: '2019-05-01T10:00:00+08:00',
      occurredAt: '2019-05-01T09:00:00+08:00',
      marking: { tlp: 'GREEN' },
      ...escapeReport('OLD-1'),
    },
  ])
  expect(line).toMatchObject({ status: 201 })

  await system.record('corrections/duty-officer', 'ReportPrisonerEscape', 'ESC-4', escapeReport('E-4'))
  await opened('OP-ESC-4-prisoner-escape')

  expect(await typesIn('OP-ESC-OLD-prisoner-escape')).toEqual([])
})

interface Task {
  readonly agency: string
  readonly state: string
  readonly deadline: string
  readonly assignedAt: string
}

/** The operation, as soon as it has its search ring. */
const opened = (id: string) =>
  eventually(`${id} has a search ring`, async () => {
    const query = `query ($id: ID!) { operation(id: $id) {
      form mode serves tasks { agency state deadline assignedAt } facts { about name statements { agency unit } }
    } }`
    const { operation } = (await system.ask('joc/analyst', query, { id })).data
    return operation?.facts.length > 0 ? operation : undefined
  })

/** The types of all that was recorded in an operation, in order. */
const typesIn = async (operation: string): Promise<readonly string[]> => {
  const query = 'query ($id: ID) { events(first: 100, filter: { incident: $id }) { nodes { type } } }'
  const { events } = (await system.ask('joc/analyst', query, { id: operation })).data
  return events.nodes.map(({ type }: { readonly type: string }) => type).toReversed()
}

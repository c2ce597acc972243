import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type CoordinationInTest, startCoordinationInTest } from './testing/coordination-in-test.ts'

/** Escapes to be acted upon; the process is killed after each third of them, wherever it is then. */
const incidents = Array.from({ length: 12 }, (_, index) => `KILL-${index}`)

let at: CoordinationInTest
const running = new Set<ChildProcess>()

beforeAll(async () => {
  at = await startCoordinationInTest()
})
afterAll(async () => {
  await Promise.all([...running].map(kill))
  await at.stop()
})

const start = (): ChildProcess => {
  const main = join(import.meta.dirname, '../main.ts')
  const child = spawn(process.execPath, [main], {
    env: { ...process.env, ...at.environment },
    stdio: 'inherit',
  })
  running.add(child)
  return child
}

const kill = async (child: ChildProcess): Promise<void> => {
  running.delete(child)
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGKILL')
  await once(child, 'exit')
}

const typesOf = async (incident: string, count: number) =>
  (await at.stream(`operation-OP-${incident}-prisoner-escape`, count)).map(({ type }) => type)

test('the process of the joint centre, killed again and again, does everything once', async () => {
  for (const incident of incidents)
    await at.report('corrections', 'ReportPrisonerEscape', incident, { data: { subjects: ['P-1'] } })

  for (const reached of [0, 4, 8]) {
    const child = start()
    await at.stream(`operation-OP-${incidents[reached]}-prisoner-escape`, 1)
    await kill(child)
  }
  const last = start()
  for (const incident of incidents)
    expect(await typesOf(incident, 2)).toEqual(['JointOperationOpened', 'SearchRingComputed'])
  await kill(last)
})

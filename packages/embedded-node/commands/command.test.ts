import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client'
import { expect, onTestFinished, test } from 'vitest'

const main = new URL('../main.ts', import.meta.url).pathname
const run = promisify(execFile)
const command = (...args: string[]) => run(process.execPath, [main, ...args])

const newFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'command-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** A node in a process of its own. */
const started = (...args: string[]) => startedWith([], ...args)

const startedWith = async (flags: readonly string[], ...args: string[]) => {
  const child = spawn(process.execPath, [...flags, main, 'start', '--port', '0', ...args])
  onTestFinished(() => void child.kill('SIGKILL'))
  let log = ''
  child.stderr.on('data', (text: Buffer) => {
    log += text
  })
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
  const stop = async (): Promise<number> => {
    const exited = once(child, 'exit')
    child.kill('SIGTERM')
    return (await exited)[0]
  }
  return { connectionString: line.replace('ready ', ''), pid: child.pid, log: () => log, stop }
}
const sightings = (count: number) =>
  Array.from({ length: count }, (_, i) => jsonEvent({ type: 'Sighted', data: { i } }))

test('a node is started, used, watched, backed up, verified, stopped and restored', async () => {
  const folder = await newFolder()
  const node = await started('--insecure', '--data', join(folder, 'store'))
  const client = EventStoreDBClient.connectionString(node.connectionString)
  await client.appendToStream('police-1', sightings(20))
  await client.setStreamMetadata('police-1', { maxCount: 5 })
  await client.dispose()

  const url = node.connectionString.replace('esdb:', 'http:').replace(/\?.*/, '')
  expect(JSON.parse((await command('stats', url)).stdout)).toMatchObject({
    writes: 2,
    streams: expect.any(Number),
  })
  expect(JSON.parse((await command('stats', join(folder, 'store'))).stdout)).toMatchObject({
    events: expect.any(Number),
    compactions: 0,
  })
  expect((await command('verify', join(folder, 'store'))).stdout).toMatch(/sound/)
  expect((await command('backup', join(folder, 'store'), '--to', join(folder, 'backup'))).stdout).toMatch(
    /copied/,
  )
  expect(await node.stop()).toBe(0)

  expect(
    (await command('restore', join(folder, 'restored'), '--from', join(folder, 'backup'))).stdout,
  ).toMatch(/position/)
  expect((await command('compact', join(folder, 'restored'))).stdout).toMatch(/^15 events removed/)
  await expect(command('verify', join(folder, 'nothing'))).rejects.toMatchObject({
    code: 1,
    stderr: /no event log/,
  })
})

test('what cannot be cared for is told in one line, with its place and what to do', async () => {
  const folder = await newFolder()
  await mkdir(join(folder, 'broken'))
  await writeFile(join(folder, 'broken', 'log.sqlite'), 'x'.repeat(8_192))
  const line = /^node \w+ failed: the log cannot be read: .*broken\)\. Restore the latest backup.*\n$/
  for (const args of [['verify'], ['stats'], ['backup', '--to', join(folder, 'backup')]]) {
    const [name, ...more] = args as [string, ...string[]]
    await expect(command(name, join(folder, 'broken'), ...more)).rejects.toMatchObject({
      code: 1,
      stderr: line,
    })
  }
  await expect(command('stats', 'http://127.0.0.1:1')).rejects.toMatchObject({
    stderr:
      /^node stats failed: http:\/\/127\.0\.0\.1:1 does not answer .*https:\/\/, with its certificate.*\n$/,
  })
})

test('a secure node makes its certificate and warns of the password that everybody knows', async () => {
  const folder = await newFolder()
  const node = await started('--data', folder)
  const user = node.connectionString.replace('esdb://127.0.0.1', 'esdb://admin:changeit@localhost')
  const client = EventStoreDBClient.connectionString(user)
  expect(await client.appendToStream('police-1', sightings(1))).toMatchObject({ success: true })
  await client.dispose()
  expect(await readFile(join(folder, 'tls', 'node.crt'), 'utf8')).toMatch(/BEGIN CERTIFICATE/)
  // Told behind the ready line: comparing a password takes its time.
  await expect.poll(node.log).toMatch(/usual first password/)
  for (const line of node.log().trim().split('\n')) expect(JSON.parse(line)).toHaveProperty('msg')
  await node.stop()
})

test("a node that asks nobody who they are is this machine's alone, unless it is told otherwise, and then says so", async () => {
  const [own, everybodys] = [await started('--insecure'), await started('--insecure', '--host', '0.0.0.0')]
  expect(own.connectionString).toContain('//127.0.0.1:')
  await expect.poll(everybodys.log).toMatch(/INSECURE: everybody who can reach 0\.0\.0\.0/)
  expect(own.log()).not.toMatch(/INSECURE/)
  await own.stop()
  await everybodys.stop()
})

test('two nodes cannot share a folder, and the second says so in one line', async () => {
  const folder = await newFolder()
  const node = await started('--insecure', '--data', folder)
  const second = await command('start', '--insecure', '--port', '0', '--data', folder).catch((error) => error)
  expect(second.code).toBe(1)
  expect(second.stderr.trim().split('\n')).toHaveLength(1)
  expect(second.stderr).toMatch(/another process is using this store/)
  await node.stop()
})

test.runIf(process.platform === 'linux')(
  'a node bounds what it keeps of memory, unless it was started with a bound',
  async () => {
    const startedAs = ({ pid }: { readonly pid: number | undefined }) =>
      readFile(`/proc/${pid}/cmdline`, 'utf8')
    const [plain, given] = [
      await started('--insecure'),
      await startedWith(['--max-semi-space-size=2'], '--insecure'),
    ]
    expect(await startedAs(plain)).toContain('--max-semi-space-size=8')
    expect(await readFile(`/proc/${plain.pid}/environ`, 'utf8')).toContain('MALLOC_ARENA_MAX=')
    expect(await startedAs(given)).not.toContain('--max-semi-space-size=8')
    expect(await readFile(`/proc/${given.pid}/environ`, 'utf8')).toContain('MALLOC_ARENA_MAX=')
    await plain.stop()
    await given.stop()
  },
)

test('a log is copied from node to node and compared', async () => {
  const folder = await newFolder()
  const [here, there] = [await started('--insecure'), await started('--insecure')]
  const client = EventStoreDBClient.connectionString(here.connectionString)
  await client.appendToStream('police-1', sightings(20))
  await client.dispose()
  const copy = ['copy', '--from', here.connectionString, '--to', there.connectionString]
  const { stdout } = await command(...copy, '--state', join(folder, 'state.json'))
  expect(stdout).toMatch(/20 events copied/)
  expect(stdout).toMatch(/The times at which the events were recorded were not copied/)
  expect(stdout).toMatch(
    /20 events in 1 streams are the same on both servers, in the same order also across streams/,
  )
  await here.stop()
  await there.stop()
})

test.each([
  [['start', '--port', '99999'], /whole number from 0 to 65535/],
  [['start', '--tls-cert', 'only.crt'], /give both/],
  [['copy'], /--from/],
  [['nope'], /there is no command 'nope'\. The commands are: start, stats, copy, verify/],
])('%s is refused with a reason', async (args, reason) => {
  const refused = await command(...args).catch((error) => error)
  expect(refused.code).toBe(1)
  expect(refused.stderr).toMatch(reason)
})

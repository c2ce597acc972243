import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ask, dataOf, readSession, tokenFor } from '@concord/command-line'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { portInUse, portsFrom } from '../../infra/launcher/ports.ts'
import { roster } from '../../services/roster.ts'
import { eventually } from './eventually.ts'

/*
 * The start command as a person gives it: it keeps what was recorded, and says in one line what keeps it from starting.
 */

let folder: string
let base: number
const begun: Started[] = []
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'concord-start-'))
  base = await freeBase()
})
afterAll(async () => {
  await Promise.all(begun.map((started) => started.interrupt()))
  await rm(folder, { recursive: true, force: true, maxRetries: 3 })
})

test('a system that is started again goes on where it stopped; while it runs, no second one takes its place', async () => {
  const first = start({ data: 'kept', port: base })
  await first.isUp()
  const incident = `KEPT-${randomUUID().slice(0, 8)}`
  const recorded = await openIncident(first.sessionFile, incident)

  const elsewhere = await freeBase()
  const [samePort, sameFolder] = await Promise.all([
    start({ data: 'other', port: base }).end(),
    start({ data: 'kept', port: elsewhere }).end(),
  ])
  expect(samePort).toEqual({
    status: 2,
    told: [
      `concord: Port ${base} is in use. Stop the program that uses it, or choose other ports with --port.`,
    ],
  })
  expect(sameFolder).toMatchObject({
    status: 2,
    told: [expect.stringMatching(/kept is in use by process \d+\. Stop /)],
  })

  expect(await first.interrupt()).toMatchObject({ status: 0, told: [] })
  const second = start({ data: 'kept', port: base })
  await second.isUp()
  expect(await eventCountOf(second.sessionFile, incident)).toBe(1)
  const later = await openIncident(second.sessionFile, `${incident}-2`)
  expect(BigInt(later)).toBeGreaterThan(BigInt(recorded))

  // Nobody is left to read what they say, nor to answer them.
  for (const pid of [second.pid, ...processesWith(join(folder, 'kept', 'log'))]) process.kill(pid, 'SIGKILL')
  await eventually(
    'no process is left',
    async () => (await portInUse(portsFrom(base, roster.length))) === undefined || undefined,
  )
}, 400_000)

test('a damaged data folder is refused in one line that names the file and what to do', async () => {
  damage(join(folder, 'kept', 'log'))

  const { status, told } = await start({ data: 'kept', port: base }).end()

  expect(status).toBe(2)
  expect(told).toEqual([
    expect.stringMatching(
      /^concord: log ended with status 1: The node did not start: .*log\.sqlite.* Run .*verify/,
    ),
  ])
})

test('a folder that holds something else is left alone', async () => {
  mkdirSync(join(folder, 'photos'))
  writeFileSync(join(folder, 'photos', 'steppe.jpg'), 'a photo')

  const { status, told } = await start({ data: 'photos', port: base }).end()

  expect({ status, told }).toMatchObject({ status: 2, told: [expect.stringMatching(/holds other files/)] })
  expect(readdirSync(join(folder, 'photos'))).toEqual(['steppe.jpg'])
})

test('a data folder that cannot be one is refused in one line', async () => {
  writeFileSync(join(folder, 'steppe.jpg'), 'a photo')

  const { status, told } = await start({ data: 'steppe.jpg', port: base }).end()

  expect({ status, told }).toMatchObject({ status: 2, told: [expect.stringMatching(/cannot be used/)] })
})

/** Those that were called with this argument. */
const processesWith = (argument: string): readonly number[] =>
  readdirSync('/proc')
    .filter((name) => {
      try {
        return (
          /^\d+$/.test(name) && readFileSync(`/proc/${name}/cmdline`, 'utf8').split('\0').includes(argument)
        )
      } catch {
        return false
      }
    })
    .map(Number)

interface Started {
  readonly sessionFile: string
  readonly pid: number
  isUp(): Promise<void>
  /** Waits for its end; tells what it wrote to the error output. */
  end(): Promise<Ended>
  interrupt(): Promise<Ended>
}

interface Ended {
  readonly status: number | null
  readonly told: readonly string[]
}

const main = fileURLToPath(new URL('../../infra/main.mjs', import.meta.url))

const start = ({ data, port }: { readonly data: string; readonly port: number }): Started => {
  const sessionFile = join(folder, `${data}-${port}.json`)
  const args = [main, 'start', '--data', join(folder, data), '--port', String(port), '--session', sessionFile]
  const launcher: ChildProcess = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  const written = { out: '', err: '' }
  launcher.stdout!.on('data', (chunk: Buffer) => {
    written.out += chunk.toString()
  })
  launcher.stderr!.on('data', (chunk: Buffer) => {
    written.err += chunk.toString()
  })
  const ended = once(launcher, 'close').then(
    ([status]): Ended => ({
      status: status as number | null,
      told: written.err.split('\n').filter((line) => line !== ''),
    }),
  )
  const started = {
    sessionFile,
    pid: launcher.pid!,
    isUp: async () => {
      await eventually(
        'it is up or has ended',
        async () =>
          written.out.includes('The same from the command line') || launcher.exitCode !== null || undefined,
      )
      if (launcher.exitCode !== null) throw new Error(written.err)
    },
    end: () => ended,
    interrupt: () => {
      if (launcher.exitCode === null) launcher.kill('SIGINT')
      return ended
    },
  }
  begun.push(started)
  return started
}

/** A base from which all ports are free; below those that the system hands out by itself. */
const freeBase = async (): Promise<number> => {
  for (;;) {
    const candidate = 10_000 + Math.floor(Math.random() * 20_000)
    if ((await portInUse(portsFrom(candidate, roster.length))) === undefined) return candidate
  }
}

const openIncident = async (sessionFile: string, incident: string): Promise<string> => {
  const session = readSession(sessionFile)
  const { url } = session.agencies.find(({ name }) => name === 'police')!
  const response = await fetch(`${url}/v1/incidents/${incident}/commands/OpenIncident`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
      authorization: `Bearer ${tokenFor(session, 'police/duty-officer')}`,
    },
    body: JSON.stringify({ occurredAt: new Date().toISOString(), data: { kind: 'theft' } }),
  })
  expect(response.status).toBe(201)
  return ((await response.json()) as { readonly position: string }).position
}

const eventCountOf = async (sessionFile: string, incident: string): Promise<unknown> => {
  const asking = { session: readSession(sessionFile), as: 'police/duty-officer' }
  const { incident: found } = dataOf(
    await ask(asking, 'query ($id: ID!) { incident(id: $id) { eventCount } }', { id: incident }),
  )
  return (found as { readonly eventCount: number } | null)?.eventCount
}

/** Writes over a part of every file of the log that is large enough, as a failing disk does. */
const damage = (log: string): void => {
  for (const name of readdirSync(log)) {
    const { size } = statSync(join(log, name))
    if (size < 16_384) continue
    const file = openSync(join(log, name), 'r+')
    writeSync(file, Buffer.alloc(2048, 0xa5), 0, 2048, 4096)
    closeSync(file)
  }
}

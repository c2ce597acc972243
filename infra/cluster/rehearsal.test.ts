import { execFile, execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { startNode } from '@concord/embedded-node'
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client'
import { expect, onTestFinished, test } from 'vitest'
import { startChild } from '../launcher/child.ts'
import { root } from '../launcher/child-specs.ts'
import { freePorts } from '../launcher/ports.ts'
import { openIssuer } from '../launcher/tokens.ts'
import { type ComposedService, readComposeFile } from './testing/compose-file.ts'
import { hasOpenssl } from './testing/has-openssl.ts'

/*
 * The compose file without Docker: its services run as processes with their own commands and environments, against an
 * embedded node with the certificate of a database node, at the three addresses that they ask. Only places are others.
 */

const password = 'rehearsed1'
const patience = { timeout: 240_000 }

if (!hasOpenssl()) console.warn('SKIPPED: the cluster is not rehearsed here, without openssl.')
test.skipIf(!hasOpenssl())(
  'the services come up on a log with TLS, users and discovery, and a log is moved there',
  patience,
  async () => {
    const folder = givenFolder()
    execFileSync(join(root, 'infra/cluster/make-certificates.sh'), [join(folder, 'certificates')], {
      stdio: 'pipe',
    })
    const log = await givenLog(folder)
    const old = await givenOldLog()
    const issuer = await openIssuer(folder)
    const { services } = readComposeFile({
      CONCORD_LOG_PASSWORD: password,
      CONCORD_TOKEN_KEYS: issuer.keySetFile,
      CONCORD_ISSUER: issuer.issuer,
    })
    const staged = Object.entries(services).map(([name, service]) => ({
      ...inPlace(service, folder, name, {
        'node1:2113,node2:2113,node3:2113': log.addresses,
        'old-log:2113': old,
      }),
      name,
    }))
    const named = (name: string) => staged.find((each) => each.name === name)!
    const agencies = staged.filter(
      ({ file, name }) => file?.endsWith('/main.ts') && services[name]!.ports.length > 0,
    )

    await runToItsEnd(named('keys'))
    expect(await runToItsEnd(named('move'))).toMatch(/20 events were moved with their times/)
    const ports = await freePorts(agencies.length)
    await Promise.all(agencies.map((each, index) => startOn(each, ports.agencies[index]!, folder)))

    const enrolled: string[] = []
    for await (const { event } of log.client.readAll()) {
      if (event?.type === 'SigningKeyRegistered') enrolled.push(event.streamId)
    }
    expect(enrolled).toHaveLength(agencies.length - 1)
  },
)

const givenFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'rehearsal-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** In the database's place. */
const givenLog = async (folder: string) => {
  const read = (file: string) => readFileSync(join(folder, 'certificates', file), 'utf8')
  const certificate = { cert: read('node1/node.crt'), key: read('node1/node.key') }
  const security = { certificate, firstPassword: password }
  const node = await startNode({ port: 0, dataFolder: join(folder, 'log'), security })
  const authority = join(folder, 'certificates/ca/ca.crt')
  const client = EventStoreDBClient.connectionString(
    `esdb://admin:${password}@localhost:${node.port}?tls=true&tlsCAFile=${authority}`,
  )
  onTestFinished(async () => {
    await client.dispose()
    await node.stop()
  })
  return { client, addresses: Array.from({ length: 3 }, () => `localhost:${node.port}`).join(',') }
}

/** Where it is: the log of one machine, with a little in it. */
const givenOldLog = async (): Promise<string> => {
  const node = await startNode({ port: 0 })
  onTestFinished(node.stop)
  const client = EventStoreDBClient.connectionString(node.connectionString)
  for (const stream of ['notes-1', 'notes-2']) {
    const events = Array.from({ length: 10 }, (_, i) => jsonEvent({ type: 'Noted', data: { i } }))
    await client.appendToStream(stream, events)
  }
  await client.dispose()
  return `127.0.0.1:${node.port}`
}

/** What the file says of a service, with this machine's places for those within a container. */
const inPlace = (
  { command = [], environment }: ComposedService,
  folder: string,
  name: string,
  addresses: Readonly<Record<string, string>>,
) => {
  const places = {
    ...addresses,
    '/certificates/ca': join(folder, 'certificates/ca'),
    '/keys': join(folder, 'keys'),
    '/data': join(folder, name),
  }
  mkdirSync(places['/data'], { recursive: true })
  const put = (text: string): string =>
    Object.entries(places).reduce((known, [there, here]) => known.replace(there, () => here), text)
  const env = Object.fromEntries(Object.entries(environment).map(([key, value]) => [key, put(value)]))
  const [file, ...args] = command
  return { file, args: args.map(put), env }
}

type Staged = ReturnType<typeof inPlace> & { readonly name: string }

const runToItsEnd = async ({ file, args, env }: Staged): Promise<string> => {
  const ran = await promisify(execFile)(process.execPath, [join(root, file!), ...args], {
    env: { ...process.env, ...env },
  })
  return ran.stdout
}

const startOn = async ({ file, args, env, name }: Staged, port: number, folder: string): Promise<void> => {
  const child = startChild(
    {
      name,
      args: [join(root, file!), ...args],
      env: { ...env, CONCORD_PORT: String(port), CONCORD_HOST: '127.0.0.1' },
      logFile: join(folder, `${name}.log`),
      readyUrl: `http://127.0.0.1:${port}/health/ready`,
    },
    { onRestart: () => undefined, onFailing: () => undefined, onBack: () => undefined },
  )
  onTestFinished(child.stop)
  await child.ready
}

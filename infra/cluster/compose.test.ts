import { execFileSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfiguration, variables } from '@concord/agency'
import { expect, onTestFinished, test } from 'vitest'
import { roster } from '../../services/roster.ts'
import { servicesOf } from '../launcher/services-of.ts'
import { type ComposedService, readComposeFile } from './testing/compose-file.ts'
import { hasOpenssl } from './testing/has-openssl.ts'

const root = new URL('../../', import.meta.url).pathname
const given = {
  CONCORD_LOG_PASSWORD: 'a-password',
  CONCORD_TOKEN_KEYS: 'https://id.example.org/jwks',
  CONCORD_ISSUER: 'https://id.example.org',
}
const { services, volumes } = readComposeFile(given)
const all = Object.entries(services)
const runs =
  (file: string) =>
  ([, { command }]: readonly [string, ComposedService]) =>
    command?.[0] === file
const mains = all.filter(([, { command }]) => command?.[0]?.endsWith('/main.ts') && command.length === 1)
const databases = all.filter(([, { image }]) => image !== undefined)

test('whom the file runs is of the roster, once, beside the joint operations', async () => {
  const known = (await servicesOf(roster)).map(({ main }) => main.replace(root, ''))
  const run = mains.map(([, { command }]) => command![0]!)
  expect(run).toContain('services/joint-operations/main.ts')
  expect(new Set(run).size).toBe(run.length)
  // Not the other way round: whether an agency that joins runs here is for the operator to say.
  expect([...known, 'services/joint-operations/main.ts']).toEqual(expect.arrayContaining(run))
})

test('a service is told what its process reads, and nothing that no process reads', () => {
  const known = new Set(variables.map(({ name }) => name))
  for (const [name, { environment }] of mains) {
    expect(
      Object.keys(environment).filter((variable) => !known.has(variable)),
      name,
    ).toEqual([])
    expect(readConfiguration(environment)).toMatchObject({ port: 8080, host: '0.0.0.0', keys: '/keys' })
  }
})

test('whatever a command, a mount or a condition names is there', () => {
  for (const [name, { command, volumes: mounts, depends_on, build }] of all) {
    if (build !== undefined)
      expect(existsSync(join(root, command![0]!)), `${name}: ${command![0]}`).toBe(true)
    for (const mount of mounts) {
      const [source] = mount.split(':')
      expect(source!.startsWith('.') || source! in volumes, `${name}: ${mount}`).toBe(true)
    }
    for (const [other, { condition }] of Object.entries(depends_on)) {
      const service = services[other]!
      if (condition === 'service_healthy') expect(service.healthcheck, `${name}: ${other}`).toBeDefined()
      else expect(service.restart, `${name}: ${other}`).toBe('no')
    }
  }
  const published = all.flatMap(([, { ports }]) => ports.map((port) => port.split(':')[0]))
  expect(new Set(published).size).toBe(published.length)
})

test('each process of the system has a folder of its own, and all share the keys', () => {
  const own = mains.map(([, { volumes: mounts }]) => mounts.find((mount) => mount.endsWith(':/data')))
  expect(new Set(own).size).toBe(mains.length)
  for (const [name, { volumes: mounts }] of mains) expect(mounts, name).toContain('keys:/keys')
  expect(all.find(runs('infra/cluster/make-keys.ts'))?.[1].volumes).toEqual(['keys:/keys'])
})

test('a database node says by its own name where it is, and asks the others', () => {
  const names = databases.map(([name]) => name)
  expect(names).toHaveLength(3)
  for (const [name, { hostname, environment, volumes: mounts }] of databases) {
    const others = names.filter((other) => other !== name).map((other) => `${other}:2113`)
    expect({ hostname, ...environment }).toMatchObject({
      hostname: name,
      KURRENTDB_CLUSTER_SIZE: '3',
      KURRENTDB_NODE_HOST_ADVERTISE_AS: name,
      KURRENTDB_REPLICATION_HOST_ADVERTISE_AS: name,
      KURRENTDB_GOSSIP_SEED: others.join(','),
    })
    expect(mounts).toContain(`./certificates/${name}:/certificates/node:ro`)
    expect(mounts.some((mount) => mount.endsWith(`:${environment.KURRENTDB_DB}`))).toBe(true)
  }
  const log = mains[0]![1].environment.CONCORD_LOG
  for (const name of names) expect(log).toContain(`${name}:2113`)
})

if (!hasOpenssl()) console.warn('SKIPPED: no certificates are made here, without openssl.')
test.skipIf(!hasOpenssl())('the certificates that the script makes are what the nodes ask for', () => {
  const folder = mkdtempSync(join(tmpdir(), 'certificates-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const make = () =>
    execFileSync(join(root, 'infra/cluster/make-certificates.sh'), [folder], {
      encoding: 'utf8',
      stdio: 'pipe',
    })
  expect(make()).toMatch(/^certificates until /)
  const authority = new X509Certificate(readFileSync(join(folder, 'ca/ca.crt')))
  expect(authority.ca).toBe(true)
  for (const [name] of databases) {
    const certificate = new X509Certificate(readFileSync(join(folder, name, 'node.crt')))
    expect(certificate.verify(authority.publicKey)).toBe(true)
    expect(certificate.checkIssued(authority)).toBe(true)
    expect(certificate.checkHost(name, { subject: 'never' })).toBe(name)
    expect(certificate.subject).toBe('CN=eventstoredb-node')
    // A node is a server to its clients and a client to the other nodes.
    expect(certificate.keyUsage.toSorted()).toEqual(['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2'])
  }
  const before = readFileSync(join(folder, 'node1/node.crt'), 'utf8')
  make()
  expect(readFileSync(join(folder, 'node1/node.crt'), 'utf8')).toBe(before)
})

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readConfiguration } from './configuration.ts'
import { variables } from './variables.ts'

const least = {
  CONCORD_LOG: 'esdb://127.0.0.1:2113?tls=false',
  CONCORD_KEYS: 'keys',
  CONCORD_TOKEN_KEYS: 'jwks.json',
  CONCORD_ISSUER: 'urn:issuer',
}

test('what is not said has a default, and an empty variable says nothing', () => {
  const { port, host, marking } = readConfiguration({ ...least, CONCORD_HOST: '' })
  expect({ port, host, marking }).toEqual({ port: 0, host: '127.0.0.1', marking: { tlp: 'AMBER' } })
})

test('the marking of events without one is what the operator says', () => {
  const { marking } = readConfiguration({
    ...least,
    CONCORD_TLP: 'GREEN',
    CONCORD_RELEASE_TO: 'police, border',
  })
  expect(marking).toEqual({ tlp: 'GREEN', releaseTo: ['police', 'border'] })
  expect(() => readConfiguration({ ...least, CONCORD_RELEASE_TO: 'the police' })).toThrow(
    'CONCORD_RELEASE_TO',
  )
})

test.each(['CONCORD_PARTNERS', 'CONCORD_RETENTION', 'CONCORD_REVOKED_TOKENS'])(
  'a file that %s names by mistake is not quoted: it may hold a key',
  (name) => {
    const folder = mkdtempSync(join(tmpdir(), 'concord-configuration-'))
    const file = join(folder, 'key')
    writeFileSync(file, 'hunter2-hunter2-hunter2')
    expect(() => readConfiguration({ ...least, [name]: file })).toThrow(
      expect.objectContaining({ message: `${name}: ${file} cannot be read: it is not JSON` }),
    )
    rmSync(folder, { recursive: true })
  },
)

test('a value that is refused is not repeated: it may be a secret', () => {
  const secret = 'http://user:hunter2@store'
  expect(() => readConfiguration({ ...least, CONCORD_LOG: secret })).toThrow(/^(?!.*hunter2).*CONCORD_LOG/s)
})

test('every variable is described, here and for the operator', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
  for (const { name, description } of variables) {
    expect(description).not.toBe('')
    expect(readme).toContain(`\`${name}\``)
  }
})

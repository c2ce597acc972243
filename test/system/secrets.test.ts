import { readdirSync, readFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { tokenFor } from '@concord/command-line'
import { type RunningNode, startNode } from '@concord/embedded-node'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { eventually } from './eventually.ts'
import { type SystemInTest, startSystemInTest } from './system-in-test.ts'

/*
 * Every process of the system, saying all that it can say, while secrets are shown to it wherever somebody may put them:
 * where they belong, where they do not, and while the store is away. Then every log is searched.
 */

/** Made up in parts, so that it stands in no file but those that the system writes. */
const password = ['store', 'canary', '9b1c7f'].join('').toUpperCase()

let node: RunningNode
let system: SystemInTest
beforeAll(async () => {
  vi.stubEnv('CONCORD_LOG_LEVEL', 'debug')
  node = await startNode({ port: 0 })
  system = await startSystemInTest({
    log: node.connectionString.replace('://', `://admin:${password}@`),
  })
})
afterAll(async () => {
  await system?.stop()
  await node?.stop()
  vi.unstubAllEnvs()
})

const logs = (): ReadonlyMap<string, string> => {
  const folder = join(system.folder, 'logs')
  return new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]))
}
/** What a log must not hold: whole, or the part that makes it a secret. */
const secretsOf = (token: string): readonly string[] => {
  const keys = join(system.folder, 'keys')
  const pems = readdirSync(keys).filter((name) => name.endsWith('.pem'))
  const others = readdirSync(keys).filter((name) => /\.key$|secret/.test(name))
  expect([pems.length > 0, others.length > 0]).toEqual([true, true])
  return [
    password,
    Buffer.from(`admin:${password}`).toString('base64'),
    token.split('.')[2]!,
    ...pems.map((name) => readFileSync(join(keys, name), 'utf8').split('\n')[1]!),
    ...others.flatMap((name) => {
      const bytes = readFileSync(join(keys, name))
      return [bytes.toString('hex'), bytes.toString('base64'), bytes.toString('base64url')]
    }),
  ]
}

/** As it is, without the courtesies of fetch. */
const send = (url: string, headers: Readonly<Record<string, string>>, body = ''): Promise<string> =>
  new Promise((resolve, reject) => {
    const sent = request(url, { method: body === '' ? 'GET' : 'POST', headers }, (response) => {
      let text = ''
      response.on('data', (chunk) => {
        text += chunk
      })
      response.on('end', () => resolve(text))
      response.on('error', () => resolve(text))
    })
    sent.on('error', reject)
    sent.end(body)
  })

test('no secret is in any log of any process, however it was shown to them', async () => {
  const token = tokenFor(system.session, 'police/duty-officer')
  const police = system.session.agencies.find(({ name }) => name === 'police')!.url
  const api = system.session.graphql
  const bearer = `Bearer ${token}`
  const json = { 'content-type': 'application/json' }
  const tampered = `${bearer.slice(0, -2)}AA`

  await system.record('police/duty-officer', 'ReportObservation', 'INC-SECRETS', { data: {} })
  const answers: string[] = []
  for (const [at, path] of [
    [police, '/v1/incidents/INC-SECRETS'],
    [police, '/v1/commands'],
    [api, ''],
  ] as const) {
    const url = `${at}${path}`
    answers.push(
      await send(`${url}?access_token=${token}`, {}),
      await send(`${url}?token=${token}`, { authorization: bearer, referer: `${url}?t=${token}` }),
      await send(url, { authorization: tampered }),
      await send(url, { authorization: `Basic ${Buffer.from(`admin:${password}`).toString('base64')}` }),
      await send(url, { authorization: bearer, ...json }, `{"broken": "${token}`),
      await send(url, { authorization: bearer, 'content-type': 'application/x-ndjson' }, `${token}\n`),
      await send(
        url,
        { authorization: bearer, accept: 'text/event-stream', ...json },
        '{"query":"subscription { nothing }"}',
      ),
      await send(url, { authorization: `${bearer} ${token}`, cookie: `token=${token}` }),
    )
  }
  expect(answers.filter((text) => text.includes(token.split('.')[2]!))).toEqual([])

  await node.stop()
  await eventually('a command that is refused while the store is away', async () => {
    const refused = await system.send('police/duty-officer', 'ReportObservation', 'INC-SECRETS', { data: {} })
    return refused.status === 503 && !(await refused.text()).includes(password) ? true : undefined
  })
  await eventually('a log that tells of the store', async () =>
    [...logs()].every(
      ([name, text]) => name !== 'joint-operations.log' || /"level":"(warn|error)"/.test(text),
    )
      ? true
      : undefined,
  )

  const found = [...logs()].flatMap(([name, text]) =>
    secretsOf(token).flatMap((secret, index) => (text.includes(secret) ? [`${name}: secret ${index}`] : [])),
  )
  expect(found).toEqual([])
  expect([...logs().keys()]).toEqual(
    expect.arrayContaining(['police.log', 'joc.log', 'joint-operations.log']),
  )
})

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, expect, onTestFinished, test } from 'vitest'
import { describeImport } from '../import/describe-import.ts'
import { storyLine } from '../import/testing/given-input.ts'
import type { Output } from '../output.ts'
import type { Session } from '../session.ts'
import { importFiles } from './import.ts'

const servers: Server[] = []
afterEach(() => servers.splice(0).map((server) => server.close()))

interface SentLine {
  readonly reference: string
  readonly marking?: unknown
  readonly corrects?: string
}

/** An agency that keeps what it is sent, and knows what it keeps; while its token has ended it takes nothing. */
const agencyNamed = async (name: string) => {
  const agency = {
    tokenEnded: false,
    kept: new Set<string>(),
    markings: [] as unknown[],
    /** Told when a delivery has been read, before it is answered. */
    onDelivery: () => {},
  }
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    agency.onDelivery()
    if (agency.tokenEnded) return response.writeHead(401).end('{"title":"The token has expired."}')
    const lines = Buffer.concat(chunks).toString().trim().split('\n')
    const results = lines.map((text, index) => {
      const { reference, marking, corrects } = JSON.parse(text) as SentLine
      agency.markings.push(marking)
      if (corrects !== undefined && !agency.kept.has(corrects))
        return JSON.stringify({ line: index + 1, status: 404, code: 'unknown-record' })
      const repeated = agency.kept.has(reference)
      agency.kept.add(reference)
      return JSON.stringify({ line: index + 1, status: 201, repeated, position: `${agency.kept.size}` })
    })
    return response.end(`${results.join('\n')}\n`)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  servers.push(server)
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { agency, address: { name, title: name, url, records: ['TaskAccepted'], open: [] } }
}

const freshFile = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'concord-import-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return join(folder, 'story.ndjson')
}
const silent: Output = { json: false, watched: false, out: () => {}, err: () => {} }

/** A session of somebody who may bring in what these agencies recorded elsewhere. */
const sessionOf = (...agencies: Session['agencies']): Session => ({
  graphql: 'http://nowhere/graphql',
  agencies,
  tokens: agencies.map(({ name }) => ({ agency: name, role: 'importer', token: name })),
})

test('an import that an agency stops says how to go on, and goes on when it is told again', async () => {
  const [police, border] = [await agencyNamed('police'), await agencyNamed('border')]
  const session = sessionOf(police.address, border.address)
  const file = freshFile()
  const agencies = ['police', 'police', 'border', 'police']
  writeFileSync(file, agencies.map((agency, index) => storyLine({ agency, id: `X-${index}` })).join('\n'))
  const told = () => importFiles(session, 'story', [file], {}, silent)

  border.agency.tokenEnded = true
  const first = await told()
  expect(first).toMatchObject({ recorded: 2, stopped: expect.stringContaining('The token has expired.') })
  expect(describeImport(first).at(-1)).toMatch(/^Stopped before the end: .*again/)

  border.agency.tokenEnded = false
  const second = await told()
  expect(second).toMatchObject({ read: 4, recorded: 2, repeated: 2, stopped: undefined })
  expect(police.agency.kept.size + border.agency.kept.size).toBe(4)
})

test('an import names what was recorded before it happened, as it says, and brings it in', async () => {
  const { address } = await agencyNamed('police')
  const file = freshFile()
  const noon = '2026-01-05T12:00:00+08:00'
  const lines = ['2026-01-05T11:50:00+08:00', '2026-01-05T04:00:00Z', '2026-01-05T12:10:00+08:00'].map(
    (occurredAt, index) => storyLine({ id: `X-${index}`, occurredAt, recordedAt: noon }),
  )
  writeFileSync(file, lines.join('\n'))
  const session = sessionOf(address)
  const summary = await importFiles(session, 'story', [file], {}, silent)
  expect(summary).toMatchObject({ recorded: 3, refused: [], ahead: ['X-2'] })
  expect(describeImport(summary).join('\n')).toContain('check the clocks and offsets (1): X-2.')
})

test('a correction that stands before what it corrects is brought in after it', async () => {
  const { agency, address } = await agencyNamed('police')
  const file = freshFile()
  const lines = [{ id: 'X-2', corrects: 'X-1' }, { id: 'X-3', corrects: 'X-9' }, { id: 'X-1' }]
  writeFileSync(file, lines.map((line) => storyLine(line)).join('\n'))

  const summary = await importFiles(sessionOf(address), 'story', [file], {}, silent)
  expect([...agency.kept]).toEqual(['X-1', 'X-2'])
  expect(summary).toMatchObject({
    read: 3,
    recorded: 2,
    refused: [{ reference: 'X-3', code: 'unknown-record' }],
  })
})

test('an import that is interrupted says how many reports may be recorded without its knowing', async () => {
  const { agency, address } = await agencyNamed('police')
  const session = sessionOf(address)
  const file = freshFile()
  writeFileSync(file, ['X-1', 'X-2'].map((id) => storyLine({ id })).join('\n'))
  const interrupted = new AbortController()
  agency.onDelivery = () => interrupted.abort()

  const summary = await importFiles(session, 'story', [file], { signal: interrupted.signal }, silent)
  expect(summary).toMatchObject({ read: 2, recorded: 0, underWay: 2, stopped: 'interrupted' })
  expect(describeImport(summary).at(-1)).toContain('2 reports had been sent and not answered')
})

test('what brings no marking of its own is marked for those who are named', async () => {
  const { agency, address } = await agencyNamed('police')
  const session = sessionOf(address)
  const file = freshFile()
  writeFileSync(file, [storyLine({ id: 'X-1' }), storyLine({ id: 'X-2', handling: undefined })].join('\n'))
  await importFiles(session, 'story', [file], { releaseTo: ['border'] }, silent)
  expect(agency.markings).toEqual([
    { tlp: 'AMBER', releaseTo: ['police'] },
    { tlp: 'AMBER', releaseTo: ['border'] },
  ])
})

test.each([
  ['gzip', gzipSync('latitude,longitude\n')],
  ['zip', Buffer.from('PK\u0003\u0004')],
])('a file in %s is refused before anything of any file is brought in', async (_, packed) => {
  const { agency, address } = await agencyNamed('police')
  const session = sessionOf(address)
  const [plain, compressed] = [freshFile(), freshFile()]
  writeFileSync(plain, storyLine({ agency: 'police' }))
  writeFileSync(compressed, packed)
  await expect(importFiles(session, 'story', [plain, compressed], {}, silent)).rejects.toThrow(
    'is compressed',
  )
  expect(agency.kept.size).toBe(0)
})

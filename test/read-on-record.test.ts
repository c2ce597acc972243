import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createPolicy, createReadAudit, type Reader, readEvents, readsIn, whoRead } from '@concord/access'
import { type RunningNode, startNode } from '@concord/embedded-node'
import { type ConnectedEventLog, openAgencyKeys, openEventLog, prepareKeys } from '@concord/event-log'
import { afterAll, beforeAll, expect, test } from 'vitest'

/*
 * The record of reads against the real store: sealed, chained and signed like everything else, by the agency that keeps
 * it; and nothing to serve when the store is away.
 */

const policy = createPolicy({ agencies: ['police', 'joc'], oversight: ['joc'] })
const officer: Reader = {
  agency: 'police',
  subject: 'officer-17',
  roles: ['duty-officer'],
  purpose: 'search',
  case: 'P-17',
}
const auditor: Reader = { ...officer, agency: 'joc', subject: 'auditor-1', roles: ['auditor'] }
const read = (subject: string) => ({
  reader: officer,
  parts: [
    {
      owner: 'police',
      incident: 'INC-7',
      subjects: [subject],
      fields: ['IntelligenceReported.source.name'],
      results: 1,
    },
  ],
  position: 12n,
})

let folder: string
let node: RunningNode
let log: ConnectedEventLog
let keys: ReturnType<typeof openAgencyKeys>

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'concord-reads-'))
  node = await startNode({ port: 0 })
  prepareKeys(folder, ['joc'])
  keys = openAgencyKeys(folder)
  const agencies = [{ name: 'joc', events: [...readEvents] }]
  log = openEventLog({ connectionString: node.connectionString, agencies, keys, agency: 'joc' })
})
afterAll(async () => {
  await log.close()
  keys.close()
  await node.stop()
  await rm(folder, { recursive: true })
})

test('reads are on record, signed by their keeper, before they may be served; with the store away nothing may', async () => {
  const audit = createReadAudit({ log, keeper: 'joc', clock: Date.now })
  const outcomes = await Promise.all(
    Array.from({ length: 500 }, (_, index) => audit.record(read(`P-${index}`))),
  )
  expect(outcomes.filter(({ ok }) => ok)).toHaveLength(500)

  const streams = new Set(outcomes.flatMap((outcome) => (outcome.ok ? [outcome.value.stream] : [])))
  expect(streams.size).toBe(1)
  const stream = await log.readStream([...streams][0]!)
  if (!stream.ok) throw new Error(JSON.stringify(stream.error))
  const reads = readsIn(stream.value.events)
  expect(reads).toHaveLength(500)
  expect(whoRead(policy, auditor, reads, { subject: 'P-77' })).toMatchObject([
    { reader: { subject: 'officer-17' }, purpose: 'search', case: 'P-17', position: '12' },
  ])
  expect(whoRead(policy, officer, reads)).toEqual([])

  await node.stop()
  expect(await audit.record(read('P-1'))).toMatchObject({
    ok: false,
    error: { code: 'read-record-unavailable' },
  })
})

import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type RunningNode, startNode } from '@concord/embedded-node'
import type { StreamHead } from '@concord/kernel'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import {
  nextKeyFile,
  openAgencyKeys,
  openEventLog,
  prepareKeys,
  readKeys,
  readTrustAnchors,
  rotateKey,
  signingKeyFile,
  verifyLog,
} from '../index.ts'
import { makeSigningKey, readSigningKey } from '../signing/signing-key.ts'
import { noted, noting } from '../testing/noted.ts'
import { signsAs } from '../testing/rotated.ts'

let node: RunningNode
let scratch: string
beforeAll(async () => {
  node = await startNode({ port: 0 })
  scratch = mkdtempSync(join(tmpdir(), 'concord-rotation-'))
})
afterAll(async () => {
  await node.stop()
  rmSync(scratch, { recursive: true })
})

/** Another agency in each test, whose first key is on record; its next key is on a stick. */
let agency: string
let folder: string
let stick: string
let count = 0
beforeEach(async () => {
  agency = `agency${count++}`
  folder = join(scratch, agency)
  prepareKeys(folder, [agency])
  stick = join(scratch, `${agency}.stick.pem`)
  copyFileSync(nextKeyFile(folder, agency), stick)
  rmSync(nextKeyFile(folder, agency))
  const log = open()
  expect((await log.enrol()).ok).toBe(true)
  await log.close()
})
const agencies = () => noting(agency)
const common = () => {
  const { anchors, close } = openAgencyKeys(folder)
  close()
  return { connectionString: node.connectionString, agencies: agencies(), anchors, agency, folder }
}
const open = () => openEventLog({ ...common(), keys: openAgencyKeys(folder) })
const rotate = (more: Partial<Parameters<typeof rotateKey>[0]> = {}) =>
  rotateKey({ ...common(), nextFile: stick, overlapMs: 60_000, ...more })
const onRecord = async (): Promise<readonly string[]> => {
  const keys = await readKeys(common())
  return keys.ok ? keys.value.map(({ kid }) => kid) : []
}
const kidIn = (file: string): string | undefined => readSigningKey(file, agency)?.kid

test('the key on the stick takes over, and its successor is on the stick', async () => {
  const [before, next] = [kidIn(signingKeyFile(folder, agency)), kidIn(stick)]
  const rotated = await rotate()

  expect(rotated).toMatchObject({ ok: true, value: { outcome: 'recorded', kid: next, replaces: before } })
  expect(await onRecord()).toEqual([before, next])
  expect(kidIn(signingKeyFile(folder, agency))).toBe(next)
  expect([kidIn(stick) === next, existsSync(`${stick}.new`)]).toEqual([false, false])
  expect(existsSync(nextKeyFile(folder, agency))).toBe(false)
  expect(await rotate()).toMatchObject({ ok: true, value: { replaces: next } })
})

test.each([
  ['ahead of', 3_600_000],
  ['behind', -3_600_000],
])(
  'a clock that is %s the store’s keeps no key from taking over, and ends none too early',
  async (_, byMs) => {
    const [before, next] = [kidIn(signingKeyFile(folder, agency)), kidIn(stick)]
    const startedMs = Date.now()
    expect(await rotate({ now: () => new Date(Date.now() + byMs) })).toMatchObject({ ok: true })
    const keys = await readKeys(common())
    expect(keys).toMatchObject({ ok: true, value: [{ kid: before }, { kid: next }] })
    expect(keys.ok && keys.value[0]!.validUntilMs).toBeGreaterThan(startedMs)
  },
)

test('a dry run says what would be done and does none of it', async () => {
  const files = () => [signingKeyFile(folder, agency), stick].map((file) => readFileSync(file, 'utf8'))
  const before = [files(), await onRecord()]
  expect(await rotate({ dryRun: true })).toMatchObject({
    ok: true,
    value: { outcome: 'planned', kid: kidIn(stick) },
  })
  expect([files(), await onRecord()]).toEqual(before)
  expect(existsSync(`${stick}.new`)).toBe(false)
})

test('cut short before its entry, it is done with the successor that was made', async () => {
  const successor = makeSigningKey(`${stick}.new`, agency).kid
  expect(await rotate()).toMatchObject({ ok: true, value: { outcome: 'recorded' } })
  expect(kidIn(stick)).toBe(successor)
  expect(await onRecord()).toHaveLength(2)
})

test.each(['before the key was put in its place', 'before the successor was'])(
  'cut short after its entry and %s, it goes on, and records nothing twice',
  async (moment) => {
    const present = readFileSync(signingKeyFile(folder, agency))
    const next = readFileSync(stick)
    await rotate()
    copyFileSync(stick, `${stick}.new`)
    writeFileSync(stick, next)
    if (moment.includes('key was put')) writeFileSync(signingKeyFile(folder, agency), present)
    const keys = await onRecord()

    expect(await rotate()).toMatchObject({ ok: true, value: { outcome: 'completed' } })
    expect(await onRecord()).toEqual(keys)
    expect(kidIn(signingKeyFile(folder, agency))).toBe(keys.at(-1))
    expect(await rotate()).toMatchObject({ ok: true, value: { outcome: 'recorded' } })
  },
)

test('another key than the one that was named, or none, is refused with what to look for', async () => {
  const named = kidIn(stick)!
  const strange = join(scratch, `${agency}.strange.pem`)
  makeSigningKey(strange, agency)
  for (const nextFile of [strange, join(scratch, 'nowhere.pem'), signingKeyFile(folder, agency)]) {
    expect(await rotate({ nextFile })).toMatchObject({
      error: { kind: 'refused', detail: expect.stringContaining(named) },
    })
  }
  expect(await onRecord()).toHaveLength(1)
})

test.each([false, true])(
  'that ends a key of nobody is refused before anything is done (dry run: %s)',
  async (dryRun) => {
    const files = () => [signingKeyFile(folder, agency), stick].map((file) => readFileSync(file, 'utf8'))
    const before = files()
    const stranger = makeSigningKey(join(scratch, `${agency}.stranger.pem`), agency).kid
    for (const kid of [stranger, 'no-key']) {
      const ends = [{ kid, at: '2026-01-01T00:00:00Z', reason: 'compromised' }] as const
      expect(await rotate({ ends, dryRun })).toMatchObject({ error: { kind: 'refused' } })
    }
    expect(files()).toEqual(before)
    expect(existsSync(`${stick}.new`)).toBe(false)
    expect(await onRecord()).toHaveLength(1)
  },
)

test('needs nothing of a key that was lost', async () => {
  rmSync(signingKeyFile(folder, agency))
  expect(await rotate()).toMatchObject({ ok: true })
  expect(kidIn(signingKeyFile(folder, agency))).toBe((await onRecord()).at(-1))
})

test('a log with a stolen key and its recovery in it verifies, and says what is without force', async () => {
  const log = open()
  const stolen = kidIn(signingKeyFile(folder, agency))!
  const headBefore = { revision: 'no-stream', hash: null } as const
  const stream = `${agency}-INC-1`
  const { value } = (await log.append(stream, headBefore, [noted(agency)])) as { value: { head: StreamHead } }
  await rotate({ ends: [{ kid: stolen, at: '2026-01-01T00:00:00Z', reason: 'compromised' }] })
  await signsAs(log, kidIn(signingKeyFile(folder, agency)))
  expect(await log.append(stream, value.head, [noted(agency)])).toMatchObject({ ok: true })
  await log.close()

  const names = noting(...verifiable())
  const anchors = Object.assign({}, ...names.map(({ name }) => readTrustAnchors(join(scratch, name))))
  for (const every of [false, true]) {
    const { connectionString } = node
    expect(await verifyLog({ connectionString, agencies: names, anchors, every, threads: 1 })).toMatchObject({
      ok: true,
      value: { withoutForce: 1, refused: [{ stream, revision: 0 }], refusedKeys: [] },
    })
  }
})
/** Every agency that the tests so far wrote as. */
const verifiable = () => Array.from({ length: count }, (_, index) => `agency${index}`)

test('a process takes over the key that is put into its folder, and writes nothing with one that ended', async () => {
  const told: (string | undefined)[] = []
  const log = openEventLog({
    ...common(),
    keys: openAgencyKeys(folder),
    onKeyTrouble: (trouble) => told.push(trouble),
  })
  const file = signingKeyFile(folder, agency)
  await rotate()
  await signsAs(log, kidIn(file))
  expect(told).toEqual([])

  // Elsewhere the next one takes over, and ends it in the past.
  const [kid, elsewhere] = [kidIn(file)!, join(scratch, `${agency}.elsewhere`)]
  await rotate({ folder: elsewhere, ends: [{ kid, at: '2026-01-01T00:00:00Z', reason: 'lost' }] })
  // It asks the log every ten seconds, and at once when it looks as if the file were another one.
  utimesSync(file, new Date(), new Date())
  const head = { revision: 'no-stream', hash: null } as const
  const ended = { error: { kind: 'key-ended', detail: expect.stringContaining(kid) } }
  await vi.waitFor(async () => expect(await log.append(`${agency}-1`, head, [])).toMatchObject(ended), {
    timeout: 60_000,
  })
  expect(await log.enrol()).toMatchObject({ error: { kind: 'untrusted' } })
  await vi.waitFor(() => expect(told).toEqual([expect.stringContaining(`${kid} of ${agency} has ended`)]))

  copyFileSync(signingKeyFile(elsewhere, agency), file)
  await signsAs(log, kidIn(file))
  await vi.waitFor(() => expect(told.slice(1)).toEqual([undefined]))
  await log.close()
})

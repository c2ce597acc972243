import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Marking } from '@concord/kernel'
import { createDevelopmentIssuer } from '../identity/development-issuer.ts'
import { createTokenVerifier } from '../identity/token-verifier.ts'
import { createPolicy } from '../policy/policy.ts'

/*
 * What access costs: per event (a policy question), per request (a token, a command). Run with `node`; some ten seconds.
 */

const agencies = ['alpha', 'bravo', 'charlie', 'delta', 'echo']

const time = async (name: string, count: number, run: (index: number) => unknown): Promise<void> => {
  const rounds: number[] = []
  for (let round = 0; round < 5; round++) {
    const start = process.hrtime.bigint()
    for (let index = 0; index < count; index++) {
      const answer = run(round * count + index)
      if (answer instanceof Promise) await answer
    }
    rounds.push(Number(process.hrtime.bigint() - start) / count)
  }
  const [best, middle] = [Math.min(...rounds), rounds.toSorted((a, b) => a - b)[2]!]
  const inWords = (ns: number) => (ns < 10_000 ? `${ns.toFixed(0)} ns` : `${(ns / 1000).toFixed(1)} µs`)
  console.log(`${name.padEnd(44)} median ${inWords(middle).padStart(9)}   best ${inWords(best).padStart(9)}`)
}

const started = process.hrtime.bigint()
const policy = createPolicy({ agencies })
console.log(`policies read, checked and parsed in ${Number(process.hrtime.bigint() - started) / 1e6} ms`)

// As from a journal: each event brings a marking of its own, and a few dozen different ones repeat.
const events = Array.from({ length: 100_000 }, (_, index) => {
  const releaseTo = agencies.filter((_, bit) => (index >> bit) & 1)
  const marking: Marking = JSON.parse(JSON.stringify({ tlp: index % 3 ? 'AMBER' : 'GREEN', releaseTo }))
  return { owner: agencies[index % 5]!, marking }
})
await time('may an agency read an event (remembered)', 500_000, (index) => {
  const { owner, marking } = events[index % events.length]!
  return policy.mayRead(agencies[(index >> 3) % 5]!, owner, marking)
})
await time('the same, asked for the first time', 1_000, (index) =>
  policy.mayRead('alpha', `x${index}`, { tlp: 'AMBER', releaseTo: ['bravo', 'charlie'] }),
)

const reader = {
  agency: 'alpha',
  subject: 'somebody',
  roles: ['commander'],
  purpose: 'a',
  case: 'b',
} as const
await time('may a reader give a command (remembered)', 100_000, () =>
  policy.mayCommand(reader, { agency: 'alpha', command: 'DoSomething' }),
)
await time('may a reader read about persons', 1_000, () => policy.mayReadPersonal(reader))

const folder = await mkdtemp(join(tmpdir(), 'concord-access-bench-'))
try {
  const issuer = await createDevelopmentIssuer({ folder, clock: Date.now, warn: () => {} })
  const verifier = createTokenVerifier({
    issuer: issuer.issuer,
    audience: issuer.audience,
    keys: join(folder, 'jwks.json'),
    clock: Date.now,
  })
  const grant = { agency: 'alpha', roles: ['commander'], expiresInS: 3600 } as const
  const tokens = await Promise.all(
    Array.from({ length: 5_000 }, (_, index) => issuer.issue({ ...grant, subject: `person-${index}` })),
  )
  await time('a token, first seen (Ed25519)', 1_000, (index) => verifier.verify(tokens[index]))
  await time('a token, remembered', 50_000, (index) => verifier.verify(tokens[index % 1_000]))
} finally {
  await rm(folder, { recursive: true })
}
console.log(`resident memory ${(process.memoryUsage().rss / 1024 / 1024).toFixed(0)} MB`)

import { mkdtempSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDevelopmentIssuer, type DevelopmentIssuer, type Role } from '@concord/access'
import { ask, dataOf, pictureHas } from '@concord/command-line'
import { afterAll, beforeAll, expect, vi } from 'vitest'
import { goThrough } from '../capabilities/given.ts'
import { type SystemInTest, startSystemInTest } from './system-in-test.ts'
import { partnersOfWorlds, worldApart } from './world-apart.ts'

/**
 * Lets the tests of the capabilities that are imported afterwards go through a running system: told by the command
 * line to the agencies over HTTP, kept sealed and signed in the log, and asked about at the joint centre's address.
 */
export const goThroughSystem = (): void => {
  const folder = mkdtempSync(join(tmpdir(), 'concord-capabilities-'))
  let system: SystemInTest
  let issuer: DevelopmentIssuer
  let worlds = 0

  beforeAll(async () => {
    const partners = join(folder, 'partners.json')
    writeFileSync(partners, JSON.stringify(partnersOfWorlds()))
    vi.stubEnv('CONCORD_PARTNERS', partners)
    system = await startSystemInTest()
    issuer = await createDevelopmentIssuer({
      folder: join(system.folder, 'issuer'),
      clock: Date.now,
      warn: () => {},
    })
  })
  afterAll(async () => {
    vi.unstubAllEnvs()
    await system?.stop()
    await rm(folder, { recursive: true })
  })

  goThrough(async (told) => {
    const { lines, asked, answered, standIn } = worldApart(worlds, told)
    const file = join(folder, `world-${worlds++}.ndjson`)
    writeFileSync(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
    const summary = await system.import('story', [file])
    expect(summary).toMatchObject({ recorded: lines.length, refused: [], bad: [], filed: [] })
    expect(await pictureHas(system.session, summary)).toBe(true)

    return async ({ agency, role }, text, variables = {}) => {
      const grant = { agency: standIn(agency), subject: 'tester', roles: [role as Role], expiresInS: 3600 }
      const token = { agency: grant.agency, role, token: await issuer.issue(grant) }
      const session = { ...system.session, tokens: [token] }
      const answer = await ask({ session, as: grant.agency }, asked(text), { ...variables })
      return answered(dataOf(answer))
    }
  })
}

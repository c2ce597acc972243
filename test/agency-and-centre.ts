import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDevelopmentIssuer, type DevelopmentIssuer } from '@concord/access'
import { type AgencyProcess, readConfiguration, startAgency } from '@concord/agency'
import { startNode } from '@concord/embedded-node'
import { prepareKeys } from '@concord/event-log'
import { pino } from 'pino'
import { type JointOperations, startJointOperations } from '../services/joint-operations/server.ts'
import { police } from '../services/police/agency.ts'
import { roster } from '../services/roster.ts'

/** The police and the joint centre over a store of their own, in this process, for tests of who is let in to both. */
export interface AgencyAndCentre {
  readonly issuer: DevelopmentIssuer
  readonly agency: AgencyProcess
  readonly centre: JointOperations
  /** Where the store serves its pages. */
  readonly log: string
  /** Puts the clock of the joint centre, and that of the agency where it shares it, so far ahead of the real one. */
  readonly letPass: (ms: number) => void
  readonly stop: () => Promise<void>
}

/** What such a test adds to the environment of both, given a folder for its files that goes with the test. */
export interface AgencyAndCentreOptions {
  readonly settings: (folder: string) => Promise<Readonly<Record<string, string>>>
  /** Whether the agency goes by the clock that the test puts ahead; otherwise the joint centre alone does. */
  readonly agencySharesClock: boolean
}

/** Starts both, and resolves once the agency's signing key is on record. */
export const startAgencyAndCentre = async ({
  settings,
  agencySharesClock,
}: AgencyAndCentreOptions): Promise<AgencyAndCentre> => {
  const folder = mkdtempSync(join(tmpdir(), 'concord-both-'))
  const node = await startNode({ port: 0, dataFolder: join(folder, 'log') })
  const names = roster.map(({ name }) => name)
  prepareKeys(join(folder, 'keys'), names)
  const issuer = await createDevelopmentIssuer({
    folder: join(folder, 'issuer'),
    clock: Date.now,
    warn: () => {},
  })
  const configuration = readConfiguration({
    CONCORD_LOG: node.connectionString,
    CONCORD_KEYS: join(folder, 'keys'),
    CONCORD_TOKEN_KEYS: join(folder, 'issuer', 'jwks.json'),
    CONCORD_ISSUER: issuer.issuer,
    ...(await settings(folder)),
  })
  let passedMs = 0
  const clock = () => Date.now() + passedMs
  const logger = pino({ level: 'silent' })
  const agency = await startAgency({
    definition: police,
    configuration,
    logger,
    ...(agencySharesClock && { clock }),
  })
  await agency.enrolled
  const centre = await startJointOperations({
    configuration,
    folder: join(folder, 'centre'),
    logger,
    clock,
  })
  return {
    issuer,
    agency,
    centre,
    log: `http://127.0.0.1:${node.port}`,
    letPass: (ms) => {
      passedMs = ms
    },
    stop: async () => {
      await centre.stop()
      await agency.stop()
      await node.stop()
      await rm(folder, { recursive: true })
    },
  }
}

import { verify } from 'node:crypto'
import { join } from 'node:path'
import { createPolicy, createTokenVerifier, type Reader, writingRoles } from '@concord/access'
import {
  canonicalForm,
  eventHash,
  openAgencyKeys,
  openSigningKey,
  prepareKeys,
  publicKeyOf,
  unseal,
} from '@concord/event-log'
import { openIssuer } from '../../infra/launcher/tokens.ts'
import {
  fresh,
  SightingReported,
  sighting,
  agencies as writers,
} from '../../packages/event-log/bench/written-log.ts'
import { encoder } from '../../packages/event-log/codec/encode.ts'
import { ownership } from '../../packages/event-log/ownership.ts'
import { personalPaths } from '../../packages/event-log/sealing/personal-paths.ts'
import { seal } from '../../packages/event-log/sealing/seal.ts'

/** One thing that trust consists of, and what it costs in microseconds of processor time. */
export interface PartOfTrust {
  readonly name: string
  readonly us: number
}

export interface PartsOfTrust {
  /** What a command pays, none of it counted twice: these are to add up to what trust costs it. */
  readonly atTheWriter: readonly PartOfTrust[]
  /** Of the last of those, what can be told apart. */
  readonly ofTheEvent: readonly PartOfTrust[]
  readonly atTheReader: readonly PartOfTrust[]
}

/**
 * Each of them by itself, over all threads of this process, for an event of some 900 bytes. The same code runs over and
 * over, so caches are as warm as can be: on the path of a command, with everything else between, each costs more.
 */
export const partsOfTrust = async (folder: string): Promise<PartsOfTrust> => {
  const keyFolder = join(folder, 'keys')
  const [police, border, joc] = writers.map(({ name }) => name)
  prepareKeys(keyFolder, [police!])
  const keys = openAgencyKeys(keyFolder)
  const signer = openSigningKey(keyFolder, police!)
  const encode = encoder(ownership(writers), keys.ring, signer)
  const [plain] = await encode('police-1', fresh, [sighting(1)])
  const [sealed] = await encode('police-1', fresh, [sighting(1, 'Ganbold')])
  const form = canonicalForm(plain!.chained)
  const signature = Buffer.from(signer.sign(form), 'base64url')
  const publicKey = publicKeyOf(signer.x)

  const policy = createPolicy({ agencies: [police!, border!, joc!] })
  const officer: Reader = {
    agency: police!,
    subject: 'duty-1',
    roles: ['duty-officer'],
    purpose: 'investigation',
    case: 'NB25-07',
  }
  const command = { agency: police!, command: 'ReportSighting', roles: writingRoles }
  const marking = { tlp: 'AMBER' as const, releaseTo: [joc!] }
  const issuer = await openIssuer(join(folder, 'issuer'))
  const [officerToken] = await issuer.issueAll([police!])
  const { issuer: name, audience, keySetFile } = issuer
  const tokens = createTokenVerifier({ issuer: name, audience, keys: keySetFile, clock: Date.now })

  const named = sighting(1, 'Ganbold')
  const paths = personalPaths(SightingReported.data)
  const sealName = () => seal(keys.ring, paths, 'police-1', named.id, named.data)
  const atTheWriter = [
    { name: 'token, found good before', us: await eachUs(() => tokens.verify(officerToken!.token)) },
    {
      name: 'policy: may this be commanded',
      us: await eachUs(() => policy.mayCommand(officer, command)),
    },
    { name: 'check, seal, chain and sign', us: await eachUs(() => encode('police-1', fresh, [named])) },
  ]
  const ofTheEvent = [
    { name: 'seal one field', us: await eachUs(sealName) },
    { name: 'canonical form and hash', us: await eachUs(() => eventHash(plain!.chained)) },
    { name: 'sign', us: await eachUs(() => signer.sign(form)) },
  ]
  const atTheReader = [
    {
      name: 'verify one signature',
      us: await eachUs(() => verify(null, Buffer.from(form), publicKey, signature)),
    },
    {
      name: 'policy, may this event be seen',
      us: await eachUs(() => policy.mayRead(border!, police!, marking)),
    },
    {
      name: 'open one field',
      us: await eachUs(() => unseal(keys.ring, sealed!.chained.id, sealed!.chained.data)),
    },
  ]
  keys.close()
  return { atTheWriter, ofTheEvent, atTheReader }
}

/** The kernel books a thread's time every few milliseconds. */
const ROUND_US = 100_000
/**
 * How often something runs unmeasured until the engine has compiled it for good, as it has on the path of a command.
 */
const WARM = 15_000

/** Processor time of this process: the least of five rounds, because everything else a machine does only adds to it. */
const eachUs = async (run: () => unknown): Promise<number> => {
  for (let times = 0; times < WARM; times++) await run()
  const rounds: number[] = []
  for (let round = 0; round < 5; round++) {
    const before = process.cpuUsage()
    let [times, usedUs] = [0, 0]
    for (; usedUs < ROUND_US; times += 100) {
      for (let index = 0; index < 100; index++) await run()
      const { user, system } = process.cpuUsage(before)
      usedUs = user + system
    }
    rounds.push(usedUs / times)
  }
  return Math.min(...rounds)
}

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { prepareKeys } from '@concord/event-log'
import { startChild } from '../../infra/launcher/child.ts'
import type { Ports } from '../../infra/launcher/ports.ts'
import { openIssuer } from '../../infra/launcher/tokens.ts'
import { roster } from '../../services/roster.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** One agency with its log, each a process of its own: the write path and nothing else. */
export const startBare = async (folder: string, ports: Ports) => {
  const [agency] = roster
  const keys = join(folder, 'keys')
  prepareKeys(
    keys,
    roster.map(({ name }) => name),
  )
  for (const name of ['log', 'issuer', 'agency']) mkdirSync(join(folder, name), { recursive: true })
  const issuer = await openIssuer(join(folder, 'issuer'))
  const events = {
    onRestart: (name: string, reason: string) => console.error(`${name} ${reason}`),
    onGivenUp: (name: string, reason: string) => console.error(`${name} ${reason}`),
  }
  const log = await startChild(
    {
      name: 'log',
      args: [
        join(root, 'packages/embedded-node/main.ts'),
        'start',
        '--insecure',
        '--port',
        String(ports.log),
        '--data',
        join(folder, 'log'),
      ],
      env: {},
      logFile: join(folder, 'log.log'),
      readyUrl: `http://127.0.0.1:${ports.log}/health/live`,
    },
    events,
  )
  const url = `http://127.0.0.1:${ports.agencies[0]}`
  const service = await startChild(
    {
      name: agency!.name,
      args: [join(root, 'services', agency!.name, 'main.ts')],
      env: {
        CONCORD_LOG: `esdb://127.0.0.1:${ports.log}?tls=false`,
        CONCORD_KEYS: keys,
        CONCORD_TOKEN_KEYS: issuer.keySetFile,
        CONCORD_ISSUER: issuer.issuer,
        CONCORD_AUDIENCE: issuer.audience,
        CONCORD_PORT: String(ports.agencies[0]),
        CONCORD_DATA: join(folder, 'agency'),
        CONCORD_LOG_LEVEL: 'warn',
      },
      logFile: join(folder, 'agency.log'),
      readyUrl: `${url}/health/ready`,
    },
    events,
  )
  const tokens = await issuer.issueAll([agency!.name])
  return {
    url,
    token: tokens.find(({ role }) => role === 'duty-officer')!.token,
    stop: async () => {
      await service.stop()
      await log.stop()
    },
  }
}

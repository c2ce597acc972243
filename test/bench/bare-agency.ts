import { join } from 'node:path'
import { prepareKeys } from '@concord/event-log'
import { startChild } from '../../infra/launcher/child.ts'
import { nodeSpec, root, serviceSpec } from '../../infra/launcher/child-specs.ts'
import { takeDataFolder } from '../../infra/launcher/data-folder.ts'
import type { Ports } from '../../infra/launcher/ports.ts'
import { openIssuer } from '../../infra/launcher/tokens.ts'
import { roster } from '../../services/roster.ts'

/** The main file of the first agency of the roster. */
const agencyMain = join(root, 'services', roster[0]!.name, 'main.ts')

/**
 * One agency with its log, each a process of its own: the write path and nothing else. `main` is what serves in the
 * agency's place.
 */
export const startBare = async (path: string, ports: Ports, main = agencyMain) => {
  const [agency] = roster
  const folder = takeDataFolder(path, { fresh: false })
  const keys = folder.of('keys')
  prepareKeys(
    keys,
    roster.map(({ name }) => name),
  )
  const issuer = await openIssuer(folder.of('issuer'))
  const say = (name: string, reason: string) => console.error(`${name} ${reason}`)
  const events = { onRestart: say, onFailing: say, onBack: () => {} }
  const log = startChild(nodeSpec(folder, ports), events)
  await log.ready
  const shared = {
    CONCORD_LOG: `esdb://127.0.0.1:${ports.log}?tls=false`,
    CONCORD_KEYS: keys,
    CONCORD_TOKEN_KEYS: issuer.keySetFile,
    CONCORD_ISSUER: issuer.issuer,
    CONCORD_AUDIENCE: issuer.audience,
    CONCORD_HOST: '127.0.0.1',
    CONCORD_LOG_LEVEL: 'warn',
    CONCORD_REQUESTS_PER_MINUTE: '1000000',
  }
  const port = ports.agencies[0]!
  const service = startChild(
    serviceSpec({ name: agency!.name, main, port, does: 'commands' }, folder, shared),
    events,
  )
  await service.ready
  const tokens = await issuer.issueAll([agency!.name])
  return {
    url: `http://127.0.0.1:${port}`,
    token: tokens.find(({ role }) => role === 'duty-officer')!.token,
    pids: { agency: service.pid()!, node: log.pid()! },
    stop: async () => {
      await service.stop()
      await log.stop()
    },
  }
}

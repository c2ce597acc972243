import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { prepareKeys } from '@concord/event-log'
import { afterEach, expect, test } from 'vitest'
import { roster } from '../../services/roster.ts'
import { takeDataFolder } from './data-folder.ts'
import { onFreePorts } from './on-free-ports.ts'
import { startSystem } from './system.ts'

const path = mkdtempSync(join(tmpdir(), 'concord-launcher-'))
const folder = takeDataFolder(path, { fresh: true })
afterEach(() => {
  folder.release()
  rmSync(path, { recursive: true, force: true })
})

const processesThatName = (text: string): readonly string[] =>
  readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/environ`, 'utf8').includes(text)
    } catch {
      return false
    }
  })

test('when one process does not come up, none is left running, not even one that would serve only later', async () => {
  const keys = folder.of('keys')
  const agencies = roster.map(({ name }) => name)
  prepareKeys(keys, agencies)
  copyFileSync(join(keys, 'border.signing.pem'), join(keys, 'police.signing.pem'))

  const starting = onFreePorts(roster.length, (ports) =>
    startSystem({
      folder,
      ports,
      present: ['police', 'border', 'corrections'],
      sessionFile: join(path, 'session.json'),
      onStep: () => {},
      events: { onRestart: () => {}, onFailing: () => {}, onBack: () => {} },
    }),
  )

  await expect(starting).rejects.toThrow(/^police ended with status 2: The log has no key .* of police/)
  expect(processesThatName(path)).toEqual([])
})

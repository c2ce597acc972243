import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { takeDataFolder } from './data-folder.ts'

test('a folder of Concord’s whose keys are missing is not taken, nor is one of somebody else’s, and each is told why', () => {
  const folder = mkdtempSync(join(tmpdir(), 'concord-folder-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  mkdirSync(join(folder, 'log'))
  expect(() => takeDataFolder(folder, { fresh: true })).toThrow(/holds other files/)
  mkdirSync(join(folder, 'issuer'))
  expect(() => takeDataFolder(folder, { fresh: true })).toThrow(
    /folder of keys is missing: restore the backup/,
  )
})

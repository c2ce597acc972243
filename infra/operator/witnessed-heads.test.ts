import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { rememberedHeads } from './witnessed-heads.ts'

const data = mkdtempSync(join(tmpdir(), 'concord-heads-'))
afterAll(() => rmSync(data, { recursive: true }))

const hash = 'A'.repeat(43)
const keep = (agency: string, size: number): string => {
  mkdirSync(join(data, agency))
  const file = join(data, agency, 'witnessed-head.json')
  writeFileSync(file, JSON.stringify({ size, root: hash, revision: 0, hash }))
  return file
}

test('the heads that agencies of this machine remember are found, and a named one must be there', () => {
  const [police] = [keep('police', 7), keep('border', 9)]
  mkdirSync(join(data, 'logs'))

  expect(
    rememberedHeads(undefined, data)
      .map(({ size }) => size)
      .sort(),
  ).toEqual([7, 9])
  expect(rememberedHeads([police], data).map(({ size }) => size)).toEqual([7])
  expect(rememberedHeads(undefined, undefined)).toEqual([])
  expect(() => rememberedHeads([join(data, 'nowhere.json')], data)).toThrow('no log head')
})

import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { happened, recorded } from '@concord/kernel/given'
import { expect, test } from 'vitest'
import { definitionOf, meaningOf, roster } from '../services/roster.ts'

const root = new URL('..', import.meta.url).pathname
/** Where the product is. Tests may name whom they please. */
const rooms = ['services', 'packages', 'infra'].map((room) => join(root, room))

test('an agency is one folder and one line in the roster: nothing else names specialised inspection', () => {
  const naming = rooms
    .flatMap(filesIn)
    .filter((file) => !file.includes('/services/inspection/'))
    // A deployment says whom it runs where: that is the operator's, who may run an agency elsewhere.
    .filter((file) => !file.endsWith('/infra/cluster/compose.yaml'))
    .filter((file) => /['"`/]inspection\b/.test(readFileSync(file, 'utf8')))
  expect(naming.map((file) => file.slice(root.length))).toEqual(['services/roster.ts'])
})

test('its events, its streams and its meaning follow from that', () => {
  const seized = happened('GoodsSeized', { consignment: 'K-1' }, { agency: 'inspection' })
  expect(meaningOf(recorded(seized, 0))).toEqual([
    { change: 'fact', about: 'consignment K-1', name: 'state', value: 'seized' },
  ])
  expect(definitionOf('GoodsSeized')?.command).toBe('SeizeGoods')
  const inspection = roster.find(({ name }) => name === 'inspection')
  expect(inspection?.events.map(({ type }) => type)).toContain('GoodsInspected')
})

function filesIn(room: string): readonly string[] {
  return globSync(`${room}/**/*.{ts,json,yaml,yml}`, { exclude: (path) => path.endsWith('node_modules') })
}

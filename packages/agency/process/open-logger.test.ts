import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { openSync } from 'node:fs'
import { expect, test } from 'vitest'

const module = new URL('./open-logger.ts', import.meta.url).href
const program = `
  import { openLogger } from ${JSON.stringify(module)}
  const logger = openLogger('parks', 'info')
  for (let line = 0; line < 3; line++) logger.info('a tree fell')
  setTimeout(() => {
    logger.info('no trees left')
    process.exit(3)
  }, 500)
`
const run = (output: 'pipe' | number) =>
  spawn(process.execPath, ['--input-type=module', '--eval', program], { stdio: ['ignore', output, 'pipe'] })

test('a process whose log has no room left on its disk goes on, and ends as it means to', async () => {
  expect(await once(run(openSync('/dev/full', 'w')), 'exit')).toEqual([3, null])
})

test('every line is out before a process ends', async () => {
  const parks = run('pipe')
  let said = ''
  parks.stdout!.on('data', (chunk: Buffer) => {
    said += chunk.toString()
  })
  await once(parks, 'close')
  const lines = said.trimEnd().split('\n')
  expect(lines.map((line) => JSON.parse(line).msg)).toEqual([
    ...Array(3).fill('a tree fell'),
    'no trees left',
  ])
})

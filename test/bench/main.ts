import { spawnSync } from 'node:child_process'
import { globSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

/* `pnpm bench` runs every benchmark of the repository one after the other; `pnpm bench node trust` only those. */

const root = fileURLToPath(new URL('../../', import.meta.url))

const benches = globSync(['{packages,services}/*/bench/*.bench.ts', 'test/bench/*.bench.ts'], { cwd: root })
  .map((file) => ({ name: basename(file, '.bench.ts'), file }))
  .toSorted((a, b) => a.name.localeCompare(b.name))

const asked = process.argv.slice(2)
const unknown = asked.filter(
  (name) => !name.startsWith('--') && !benches.some((bench) => bench.name === name),
)
if (unknown.length > 0 || asked.includes('--help')) {
  if (unknown.length > 0) console.error(`There is no benchmark ${unknown.join(', ')}.`)
  console.log('pnpm bench [name…] prints ratios, each against a peer or a limit measured in the same run:\n')
  for (const { name, file } of benches) console.log(`  ${name.padEnd(16)} ${dirname(file)}`)
  process.exit(unknown.length > 0 ? 2 : 0)
}

let failed = 0
for (const { name, file } of benches) {
  if (asked.length > 0 && !asked.includes(name)) continue
  console.log(`\n== ${name} (${file})`)
  const { status } = spawnSync(process.execPath, ['--expose-gc', file], { cwd: root, stdio: 'inherit' })
  if (status !== 0) failed++
}
process.exitCode = failed === 0 ? 0 : 1

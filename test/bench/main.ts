import { spawnSync } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { installPeers, peerFolder } from './peers.ts'

/*
 * `pnpm bench` runs every benchmark of the repository one after the other; `pnpm bench node trust` only those. Options
 * (`--incidents=30000`) go to the benchmarks that are named.
 */

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

const names = asked.filter((one) => !one.startsWith('--'))
const options = names.length > 0 ? asked.filter((one) => one.startsWith('--')) : []

let failed = 0
for (const { name, file } of benches) {
  if (names.length > 0 && !names.includes(name)) continue
  console.log(`\n== ${name} (${file})`)
  const { status } = spawnSync(process.execPath, ['--expose-gc', file, ...options, ...peersFor(file)], {
    cwd: root,
    stdio: 'inherit',
  })
  if (status !== 0) failed++
}
process.exitCode = failed === 0 ? 0 : 1

/** The benchmarks that compare with others take the folder of those as an option. */
function peersFor(file: string): readonly string[] {
  if (!readFileSync(join(root, file), 'utf8').includes('--peer')) return []
  installPeers()
  return [`--peer=${peerFolder}`]
}

import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'

const folder = fileURLToPath(new URL('./peers/', import.meta.url))

/**
 * A package that a benchmark compares with. All of them are installed at the first use, with npm and outside the
 * workspace: one has to be compiled, which takes minutes, and nobody but a benchmark needs any of them. Undefined, with
 * a line that says so, where they cannot be installed.
 */
export const peer = async (name: string): Promise<unknown> => {
  if (!existsSync(`${folder}node_modules/${name}`)) install()
  try {
    const entry = createRequire(`${folder}package.json`).resolve(name)
    return await import(pathToFileURL(entry).href)
  } catch (error) {
    console.log(`SKIPPED: ${name} is not to be had here: ${(error as Error).message.split('\n')[0]}`)
    return undefined
  }
}

let tried = false

const install = (): void => {
  if (tried) return
  tried = true
  console.log('installing what the benchmarks compare with; this takes some minutes, once')
  spawnSync('npm', ['install', '--legacy-peer-deps', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
    stdio: 'inherit',
  })
}

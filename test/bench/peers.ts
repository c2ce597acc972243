import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'

/** Where the packages are that benchmarks compare with. */
export const peerFolder = fileURLToPath(new URL('./peers/', import.meta.url))

/**
 * A package that a benchmark compares with. All of them are installed at the first use, with npm and outside the
 * workspace: one has to be compiled, which takes minutes, and nobody but a benchmark needs any of them. Undefined, with
 * a line that says so, where they cannot be installed.
 */
export const peer = async (name: string): Promise<unknown> => {
  if (!existsSync(`${peerFolder}node_modules/${name}`)) installPeers()
  try {
    const entry = createRequire(`${peerFolder}package.json`).resolve(name)
    return await import(pathToFileURL(entry).href)
  } catch (error) {
    console.log(`SKIPPED: ${name} is not to be had here: ${(error as Error).message.split('\n')[0]}`)
    return undefined
  }
}

let tried = false

/** Installs them, once in a run; says so, because it takes minutes. */
export const installPeers = (): void => {
  if (existsSync(`${peerFolder}node_modules`)) return
  if (tried) return
  tried = true
  console.log('installing what the benchmarks compare with; this takes some minutes, once')
  spawnSync('npm', ['install', '--legacy-peer-deps', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: peerFolder,
    stdio: 'inherit',
  })
}

import { existsSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'

const shared = '/dev/shm'
const enoughBytes = 512 * 1024 * 1024

/**
 * Where tests put stores that suffer thousands of syncs: in memory, if there is room. What these tests are about is
 * what the store asks of a disk, not what this machine's disk does with it.
 */
export const fastFolder = (): string => {
  if (!existsSync(shared)) return tmpdir()
  const { bavail, bsize } = statfsSync(shared)
  return bavail * bsize > enoughBytes ? shared : tmpdir()
}

import { closeSync, fsyncSync, openSync } from 'node:fs'

/** Syncs a file's content, or a folder's list of names. */
export const sync = (path: string): void => {
  const descriptor = openSync(path, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Projection } from './projection.ts'
import { projectionFileVersion, removeProjectionFile } from './projection-file.ts'

/**
 * Removes the files of a projection's earlier versions from a folder, and gives their names. Only for a version that has
 * caught up: from then on nothing needs them. Later versions stay, for whoever went back to an earlier one for a while.
 *
 * Wherever it is killed, a file is either whole or gone. What is still open elsewhere or damaged stays, and is tried again
 * at the next start.
 */
export const removeFormerVersions = (folder: string, projection: Pick<Projection, 'name' | 'version'>) =>
  readdirSync(folder).filter((file) => {
    const version = projectionFileVersion(projection.name, file)
    return (
      version !== undefined && version < projection.version && removeProjectionFile(join(folder, file)).ok
    )
  })

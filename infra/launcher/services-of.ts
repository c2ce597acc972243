import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { AgencyDefinition } from '@concord/incident'
import { root } from './child-specs.ts'

/** An agency and the file that runs it. */
export interface AgencyService {
  readonly agency: AgencyDefinition
  readonly main: string
}

/**
 * The folder of each agency of the roster: the one whose `agency.ts` exports it. So the roster stays one line an
 * agency.
 */
export const servicesOf = async (
  agencies: readonly AgencyDefinition[],
): Promise<readonly AgencyService[]> => {
  const folders = readdirSync(join(root, 'services'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(root, 'services', entry.name, 'agency.ts')))
    .map((entry) => join(root, 'services', entry.name))
  const exported = await Promise.all(
    folders.map(async (folder) => ({
      folder,
      values: Object.values((await import(pathToFileURL(join(folder, 'agency.ts')).href)) as object),
    })),
  )
  return agencies.map((agency) => {
    const found = exported.find(({ values }) => values.includes(agency))
    if (!found)
      throw new Error(`No folder in services/ has an agency.ts that exports the agency ${agency.name}.`)
    return { agency, main: join(found.folder, 'main.ts') }
  })
}

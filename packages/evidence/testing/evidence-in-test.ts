import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { catchUpTree, countersignNewestHead, headSigner, openLogTree } from '@concord/event-log'
import { exportEvidence, type Selection } from '../index.ts'
import { openLogsInTest } from './logs-in-test.ts'

/** The files of a package: path to content. */
export type Files = ReadonlyMap<string, Buffer>

/** A log of three agencies in a store of its own, of which packages are made. */
export type EvidenceInTest = Awaited<ReturnType<typeof openEvidenceInTest>>

/** Opens it with the incident INC-1 in it, over which police rotated its key, and with a head that border countersigned. */
export const openEvidenceInTest = async () => {
  const { folder, keys, logs, note, rotate, revoke, close: closeLogs } = await openLogsInTest()
  const tree = openLogTree(join(folder, 'tree'))
  const signHead = async (): Promise<void> => {
    await catchUpTree(logs.joc, tree)
    await headSigner({ log: logs.joc, agency: 'joc', tree })()
  }
  /** The period in which something is done, with a head before it, one after it, and one that covers that. */
  const periodOf = async (act: () => Promise<unknown>): Promise<Selection> => {
    await signHead()
    const from = await nextMoment()
    await act()
    const to = await nextMoment()
    await signHead()
    await signHead()
    return { kind: 'period', from, to }
  }
  const countersign = () =>
    countersignNewestHead({
      log: logs.border,
      agency: 'border',
      signer: 'joc',
      memory: join(folder, 'seen.json'),
    })
  const exporting = (name: string, selection: Selection, log = logs.joc) => {
    const parts = { log, keys, agency: 'joc', headOf: 'joc', tree }
    return exportEvidence({ ...parts, selection, folder: join(folder, name) })
  }
  const exported = async (name: string, selection: Selection, log = logs.joc): Promise<Files> => {
    const made = await exporting(name, selection, log)
    if (!made.ok) throw new Error(JSON.stringify(made.error))
    return filesIn(join(folder, name))
  }
  const close = async (): Promise<void> => {
    tree.close()
    await closeLogs()
  }

  await note('police', 'police-INC-1', ['a', 'b', 'c\ufffd'])
  await rotate('police')
  await note('border', 'border-INC-1', ['d'])
  await note('police', 'police-INC-2', ['e'])
  await note('joc', 'incident-INC-1', ['f'], 'IncidentClosed')
  await signHead()
  await countersign()
  return {
    ...{ folder, keys, logs, note, rotate, revoke, signHead, periodOf, countersign },
    ...{ exporting, exported, close },
  }
}

/** A moment after all that was done and before all that will be. */
const nextMoment = async (): Promise<string> => {
  const moment = Date.now() + 1
  while (Date.now() <= moment) await new Promise(setImmediate)
  return new Date(moment).toISOString()
}

/** All that was recorded. */
export const everything: Selection = {
  kind: 'period',
  from: '2020-01-01T00:00:00Z',
  to: '2999-01-01T00:00:00Z',
}

/** The lines of an `.ndjson` file of a package. */
export const linesOf = (files: Files, path: string): readonly string[] =>
  files.get(path)!.toString().trimEnd().split('\n')

const filesIn = (place: string): Files =>
  new Map(
    readdirSync(place, { recursive: true, encoding: 'utf8' })
      .filter((path) => statSync(join(place, path)).isFile())
      .map((path) => [path, readFileSync(join(place, path))]),
  )

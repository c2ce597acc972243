import { mkdirSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { openStore } from '../open-store.ts'
import { orderDisk } from './disk-shim.ts'
import { checkpointPages, markOf, runWriters } from './workload.ts'

/**
 * A process that runs under the disk shim: one faultless run whose every call is traced, with a mark behind each
 * acknowledgement. Prints all attempts as JSON. Arguments: folder, turns, `trace` or `trace-unsynced`.
 */
const [folder, turns, kind] = process.argv.slice(2) as [string, string, 'trace' | 'trace-unsynced']

mkdirSync(join(folder, 'store'))
const marks = openSync(join(folder, 'acknowledged'), 'w')
orderDisk(folder, { kind, file: join(folder, 'calls') })
const store = await openStore({ folder: join(folder, 'store'), checkpointPages })
const run = await runWriters(store, Number(turns), (attempt) => writeSync(marks, markOf(attempt)))
await store.close()
orderDisk(folder, { kind: 'pass' })
console.log(JSON.stringify(run.attempts))

import { syncRate } from './rates.ts'

/* Prints how often a second the disk of a folder syncs, for so many seconds: in a process of its own, so under its shim. */
const [folder, seconds] = process.argv.slice(2)
console.log(syncRate(folder!, Number(seconds)))

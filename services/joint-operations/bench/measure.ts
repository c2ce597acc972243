import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Runs it and gives the rate in events a second. */
export const rateOf = async (events: number, run: () => unknown): Promise<number> => {
  const start = performance.now()
  await run()
  return events / ((performance.now() - start) / 1000)
}

/** What events took, each: a rate, and processor time in microseconds, in this process and in that of the store. */
export interface Cost {
  readonly perSecond: number
  readonly ownUs: number
  readonly storeUs: number
}

/** Runs it, and gives what each of the events took. `store` tells the processor time of the store's process so far. */
export const costOf = async (
  events: number,
  run: () => unknown,
  store: () => Promise<NodeJS.CpuUsage>,
): Promise<Cost> => {
  const [before, storeBefore] = [process.cpuUsage(), await store()]
  const perSecond = await rateOf(events, run)
  const [own, stored] = [process.cpuUsage(before), await store()]
  const used = stored.user + stored.system - storeBefore.user - storeBefore.system
  return { perSecond, ownUs: (own.user + own.system) / events, storeUs: used / events }
}

/** Milliseconds of CPU that this thread has taken since: what others do on the machine hardly counts. */
export const cpuMsSince = (before: NodeJS.CpuUsage): number => {
  const { user, system } = process.threadCpuUsage(before)
  return (user + system) / 1000
}

/** The value below which a share of the values lies. */
export const percentile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))]!

/** A folder that is gone when the process is. */
export const scratchFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'concord-bench-'))
  // A database server that is a peer may run as another user.
  chmodSync(folder, 0o755)
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** One line: what was measured, its rate, and its ratio to the peer of the same run, with the mark it is held to. */
export const report = (
  name: string,
  perSecond: number,
  peer?: { readonly rate: number; readonly mark: number },
) => {
  const rate = `${Math.round(perSecond).toLocaleString('en')} events/s`
  if (peer === undefined) return console.log(`${name}: ${rate}`)
  const ratio = perSecond / peer.rate
  console.log(
    `${name}: ${rate}, ${ratio.toFixed(2)} of the peer (mark ${peer.mark}: ${ratio >= peer.mark ? 'reached' : 'MISSED'})`,
  )
}

/** A number given on the command line as `--name=value`. */
export const option = (name: string, otherwise: number): number => {
  const given = textOption(name)
  return given === undefined ? otherwise : Number(given)
}

/** A text given on the command line as `--name=text`. */
export const textOption = (name: string): string | undefined =>
  process.argv.find((one) => one.startsWith(`--${name}=`))?.slice(name.length + 3)

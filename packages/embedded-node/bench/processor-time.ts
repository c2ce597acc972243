import { readdirSync, readFileSync } from 'node:fs'

/**
 * The processor time in milliseconds, to the microsecond, that a process, its threads and its descendants have used so far,
 * as many of them as still run: unlike a rate it says what something costs also on a machine that does other work. NaN where
 * the system does not tell (only Linux does).
 */
export const processorMs = (pid: number): number => {
  const processes = running()
  const used = (one: number): number =>
    [...processes]
      .filter(([, parent]) => parent === one)
      .reduce((sum, [child]) => sum + used(child), usedMs(one))
  const isTold = processes.has(pid) && contentOf('/proc/self/schedstat') !== undefined
  return isTold ? used(pid) : Number.NaN
}

/** The same of one process alone, with its threads that have ended, in steps of ten milliseconds. */
export const processorTimeEver = (pid: number): number => {
  try {
    const [, afterName] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')
    const [user, system] = afterName!.split(' ').slice(11, 13)
    return (Number(user) + Number(system)) * 10
  } catch {
    return Number.NaN
  }
}

/** Whose child every process is. */
const running = (): ReadonlyMap<number, number> => {
  const found = new Map<number, number>()
  for (const name of entries('/proc')) {
    const pid = Number(name)
    const parent = Number.isInteger(pid) ? parentOf(pid) : undefined
    if (parent !== undefined) found.set(pid, parent)
  }
  return found
}

/** The first field of a thread's `schedstat` is the time it has run, in nanoseconds. */
const usedMs = (pid: number): number =>
  entries(`/proc/${pid}/task`)
    .map((thread) => Number.parseInt(contentOf(`/proc/${pid}/task/${thread}/schedstat`) ?? '0', 10) / 1e6)
    .reduce((sum, ms) => sum + ms, 0)

const entries = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** proc(5): after the name in brackets come state and ppid. */
const parentOf = (pid: number): number | undefined => {
  const [, after] = contentOf(`/proc/${pid}/stat`)?.split(/\) (?!.*\) )/) ?? []
  return after === undefined ? undefined : Number(after.split(' ')[1])
}

const contentOf = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'latin1')
  } catch {
    // It has ended meanwhile.
    return undefined
  }
}

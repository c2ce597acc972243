import { readdirSync, readFileSync } from 'node:fs'

/** The kernel counts in hundredths of a second wherever Linux runs Node. */
const TICK_MS = 10

/**
 * The processor time in milliseconds that a process, its threads and its descendants have used so far: unlike a rate
 * it says what something costs also on a machine that does other work. NaN where the system does not tell (only Linux
 * does).
 */
export const processorMs = (pid: number): number => {
  const processes = running()
  const used = (one: number, { usedMs }: Running): number =>
    [...processes]
      .filter(([, { parent }]) => parent === one)
      .reduce((sum, [child, itsOwn]) => sum + used(child, itsOwn), usedMs)
  const itself = processes.get(pid)
  return itself === undefined ? Number.NaN : used(pid, itself)
}

interface Running {
  readonly parent: number
  /** With what its children had used that have ended. */
  readonly usedMs: number
}

const running = (): ReadonlyMap<number, Running> => {
  const found = new Map<number, Running>()
  for (const name of entries('/proc')) {
    const pid = Number(name)
    const stat = Number.isInteger(pid) ? statOf(pid) : undefined
    if (stat) found.set(pid, stat)
  }
  return found
}

const entries = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** proc(5): after the name in brackets come state, ppid and, from the twelfth on, utime, stime, cutime and cstime. */
const statOf = (pid: number): Running | undefined => {
  try {
    const [, after = ''] = readFileSync(`/proc/${pid}/stat`, 'latin1').split(/\) (?!.*\) )/)
    const fields = after.split(' ').map(Number)
    const ticks = fields.slice(11, 15).reduce((sum, each) => sum + each, 0)
    return { parent: fields[1]!, usedMs: ticks * TICK_MS }
  } catch {
    // It has ended meanwhile.
    return undefined
  }
}

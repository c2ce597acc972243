import { readdirSync, readFileSync } from 'node:fs'

/** Microseconds that the threads of a process have spent on a processor. Linux tells; elsewhere it is not a number. */
export const processorTime = (pid: number): number => {
  try {
    const threads = readdirSync(`/proc/${pid}/task`)
    return threads.reduce((sum, thread) => sum + nanosecondsOf(pid, thread), 0) / 1000
  } catch {
    return Number.NaN
  }
}

/** The same in milliseconds, with threads that have ended and in steps of ten. */
export const processorTimeEver = (pid: number): number => {
  try {
    const [, afterName] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')
    const [user, system] = afterName!.split(' ').slice(11, 13)
    return (Number(user) + Number(system)) * 10
  } catch {
    return Number.NaN
  }
}

const nanosecondsOf = (pid: number, thread: string): number =>
  Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0])

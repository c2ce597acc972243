import { processorMs } from '../../packages/embedded-node/bench/processor-time.ts'
import { percentile } from '../../services/joint-operations/bench/measure.ts'

/** One command of one of the callers; `count` numbers those of a caller. */
export type Step = (caller: number, count: number) => Promise<void>

/** What is measured against others. */
export interface Contender {
  readonly name: string
  readonly step: Step
  /** Its processes besides this one, by what each does. */
  readonly pids: Readonly<Record<string, number>>
}

export interface Figures {
  readonly perSecond: number
  /** Milliseconds of processor time for each command, process by process. */
  readonly cpuMs: Readonly<Record<string, number>>
}

/**
 * How many commands it takes until the engine has compiled and optimised the code of a contender: it goes on for
 * long.
 */
const WARM = { commands: 40_000, seconds: 60 }

/**
 * Unmeasured, for every contender alike: streams come to exist and code is compiled. One command goes alone: where it
 * makes the tables, as Emmett's does, others at its side would wait for each other for ever.
 */
export const warmUp = async (callers: number, contender: Contender): Promise<void> => {
  await contender.step(0, 0)
  await measured(callers, contender, WARM.seconds, WARM.commands)
}

/** What so many callers bring about in a time, each of whom waits for its answer; at most so many commands. */
export const measured = async (
  callers: number,
  { step, pids }: Contender,
  seconds: number,
  most = Number.POSITIVE_INFINITY,
): Promise<Figures> => {
  const before = usedMs(pids)
  // Last, and first afterwards: asking what others used takes time here.
  const usedHere = process.cpuUsage()
  const began = performance.now()
  const until = began + seconds * 1000
  let begun = 0
  let done = 0
  const call = async (caller: number): Promise<void> => {
    for (let count = 0; begun < most && performance.now() < until; count++) {
      begun++
      await step(caller, count)
      done++
    }
  }
  await Promise.all(Array.from({ length: callers }, (_, caller) => call(caller)))
  const perSecond = (done * 1000) / (performance.now() - began)
  const { user, system } = process.cpuUsage(usedHere)
  const others = Object.entries(usedMs(pids)).map(([name, ms]) => [name, (ms - before[name]!) / done])
  return { perSecond, cpuMs: { here: (user + system) / 1000 / done, ...Object.fromEntries(others) } }
}

/**
 * Measures contenders in turns, so that what else the machine does falls on all of them alike: what each brought
 * about in every round. Many short rounds tell more than a few long ones: what else the machine does comes and goes within
 * seconds, and then falls on single rounds and not on one contender.
 */
export const inTurns = async (
  callers: number,
  contenders: readonly Contender[],
  seconds: number,
  rounds: number,
): Promise<readonly (readonly Figures[])[]> => {
  const found = contenders.map((): Figures[] => [])
  for (let round = 0; round < rounds; round++) {
    for (const [index, contender] of contenders.entries()) {
      found[index]!.push(await measured(callers, contender, seconds))
    }
  }
  return found
}

/** The middle one of some values. */
export const median = (values: readonly number[]): number => percentile(values, 0.5)

/** The round whose rate is the middle one. */
export const typicalOf = (rounds: readonly Figures[]): Figures =>
  rounds.toSorted((a, b) => a.perSecond - b.perSecond)[Math.floor(rounds.length / 2)]!

/** The processor time of a command over all processes, in milliseconds. */
export const sumOf = (cpuMs: Figures['cpuMs']): number =>
  Object.values(cpuMs).reduce((total, ms) => total + ms, 0)

/** Such as `0.92 ms of processor time a command: here 0.11, agency 0.62, node 0.19`. */
export const costOf = (cpuMs: Figures['cpuMs']): string => {
  const parts = Object.entries(cpuMs).map(([name, ms]) => `${name} ${ms.toFixed(2)}`)
  return `${sumOf(cpuMs).toFixed(2)} ms of processor time a command: ${parts.join(', ')}`
}

const usedMs = (pids: Contender['pids']): Record<string, number> =>
  Object.fromEntries(Object.entries(pids).map(([name, pid]) => [name, processorMs(pid)]))

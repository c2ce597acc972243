import type { Command } from 'commander'
import type { Progress } from '../operations/progress.ts'
import { inWords, type Places } from '../store/damage.ts'

/** What came of a task: a line for people, and the same as facts for programs. */
export interface TaskResult {
  readonly line: string
  readonly facts: Readonly<Record<string, unknown>>
}

/** Whether the program that a command is part of was told to print JSON. */
export const isJson = (command: Command): boolean =>
  command.optsWithGlobals<{ json?: boolean }>().json === true

/**
 * Runs what a command is for and prints its one-line result, as JSON where that is asked for, or its error and exit code 1; what
 * went wrong in a store's folders is told in words. On a terminal the progress is shown in one line that is written over.
 */
export const telling = async (
  command: Command,
  task: (progress: Progress) => Promise<TaskResult>,
  places?: Places,
): Promise<void> => {
  // By its whole name: others verify and copy too.
  const name = `node ${command.name()}`
  const terminal = process.stderr.isTTY
  const progress: Progress = (done, all) => {
    if (terminal) process.stderr.write(`\r${name}: ${done} of ${all} events`)
  }
  try {
    const { line, facts } = await task(progress)
    if (terminal) process.stderr.write('\r\u001b[K')
    console.log(isJson(command) ? JSON.stringify(facts, bigintAsText) : line)
  } catch (error) {
    const told = places === undefined ? error : inWords(error, places)
    console.error(`${name} failed: ${(told as Error).message}`)
    process.exitCode = 1
  }
}

const bigintAsText = (_: string, value: unknown): unknown =>
  typeof value === 'bigint' ? String(value) : value

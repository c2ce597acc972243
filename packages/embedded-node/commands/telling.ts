import type { Progress } from '../operations/progress.ts'
import { inWords, type Places } from '../store/damage.ts'

/**
 * Runs a task and prints its one-line result, or its error and exit code 1; what went wrong in a store's folders is told
 * in words. On a terminal the progress is shown in one line that is written over.
 */
export const telling = async (
  name: string,
  task: (progress: Progress) => Promise<string>,
  places?: Places,
): Promise<void> => {
  const terminal = process.stderr.isTTY
  const progress: Progress = (done, all) => {
    if (terminal) process.stderr.write(`\r${name}: ${done} of ${all} events`)
  }
  try {
    const result = await task(progress)
    if (terminal) process.stderr.write('\r\u001b[K')
    console.log(result)
  } catch (error) {
    const told = places === undefined ? error : inWords(error, places)
    console.error(`${name} failed: ${(told as Error).message}`)
    process.exitCode = 1
  }
}

import { ChildFailed } from './child.ts'
import { freePorts, type Ports } from './ports.ts'

const MOST_STARTS = 3

/**
 * Starts something on ports that nobody uses. Between a port's being found free and its being listened on, somebody else may
 * take it: the start is then made again with other ports, three times in all. Any other failure is passed on at once.
 */
export const onFreePorts = async <Started>(
  agencies: number,
  start: (ports: Ports) => Promise<Started>,
): Promise<Started> => {
  for (let starts = 1; ; starts++) {
    try {
      return await start(await freePorts(agencies))
    } catch (error) {
      if (!isPortTaken(error) || starts === MOST_STARTS) throw error
    }
  }
}

/** As the embedded node and the services word it. */
const isPortTaken = (error: unknown): boolean =>
  error instanceof ChildFailed && /Port \d+ (on \S+ )?is in use/.test(error.message)

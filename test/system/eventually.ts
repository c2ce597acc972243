import { setTimeout as sleep } from 'node:timers/promises'

/** How long a slow machine may take for anything. No test passes or fails by it on a machine that works. */
const PATIENCE_MS = 150_000

/**
 * Looks again and again until something is there. A look that fails counts as nothing there, because processes come and
 * go; the last failure is told when patience ends.
 */
export const eventually = async <Value>(
  what: string,
  look: () => Promise<Value | undefined>,
): Promise<Value> => {
  const end = performance.now() + PATIENCE_MS
  let last: unknown = 'it is not there'
  while (performance.now() < end) {
    try {
      const value = await look()
      if (value !== undefined) return value
    } catch (error) {
      last = error
    }
    await sleep(50)
  }
  throw new Error(`In vain was waited until ${what}: ${last instanceof Error ? last.message : last}`)
}

import { err, ok, type Result } from '@concord/kernel'
import { LRUCache } from 'lru-cache'
import { type Problem, problem } from '../problem.ts'

/** Which idempotency keys are in use, or were a short while ago. */
export interface IdempotencyKeys {
  begin(key: string, stream: string, whileRunning: 'wait' | 'refuse'): Result<void, Problem>
  end(key: string): void
}

/** How many keys are remembered after their command has ended. */
const MOST_REMEMBERED = 50_000

/**
 * A stream itself knows for ever which keys it has seen. This register adds what a stream cannot see: that a key is
 * running at this moment, and that it was used a short while ago for another stream.
 */
export const openIdempotencyKeys = (): IdempotencyKeys => {
  const running = new Map<string, number>()
  // By size: for a `max` the library takes the room of all in advance.
  const streams = new LRUCache<string, string>({ maxSize: MOST_REMEMBERED, sizeCalculation: () => 1 })

  return {
    begin(key, stream, whileRunning) {
      const before = streams.get(key)
      if (before !== undefined && before !== stream) {
        return err(
          problem(
            'key-reused',
            `The key ${key} was already used for another incident. Send a new command with a new key.`,
          ),
        )
      }
      const count = running.get(key) ?? 0
      if (count > 0 && whileRunning === 'refuse') {
        return err(
          problem('key-in-progress', 'A command with this key is still running. Wait for its answer.', {
            retryAfterS: 1,
          }),
        )
      }
      running.set(key, count + 1)
      streams.set(key, stream)
      return ok(undefined)
    },
    end(key) {
      const count = running.get(key) ?? 0
      if (count > 1) running.set(key, count - 1)
      else running.delete(key)
    },
  }
}

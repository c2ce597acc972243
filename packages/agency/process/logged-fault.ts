import { stdSerializers } from 'pino'

/**
 * What a log tells of a fault that nobody expected: its kind, words, code and way, and those of its causes. Nothing else that it
 * carries, as pino would: that may be the record it failed on. What is no error is told by its kind alone.
 */
export const loggedFault = (fault: unknown): Readonly<Record<string, unknown>> => {
  if (!(fault instanceof Error)) return { type: typeof fault }
  const { type, message, stack, code } = stdSerializers.err(fault)
  return { type, message, stack, ...(typeof code === 'string' ? { code } : {}) }
}

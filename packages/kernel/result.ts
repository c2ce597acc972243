/** An expected outcome as a value: either what was asked for or the reason why not. Unexpected failures throw. */
export type Result<Value, Failure> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly error: Failure }

/** What was asked for. */
export const ok = <Value>(value: Value): Result<Value, never> => ({ ok: true, value })

/** Why it cannot be had. */
export const err = <Failure>(error: Failure): Result<never, Failure> => ({ ok: false, error })

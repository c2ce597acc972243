/**
 * Time that only passes, in milliseconds, made of a clock that somebody may set. Where that one is put back, it goes on from where it
 * was: whatever waits for a while, or looks again after one, would wait until the clock has come as far again, which may be
 * years. For how long something took, and never for what time it is.
 */
export const passingTime = (clock: () => number): (() => number) => {
  let last = clock()
  let passed = last
  return () => {
    const now = clock()
    passed += Math.max(0, now - last)
    last = now
    return passed
  }
}

/** Told of a call and what it failed with. */
type Tell = (path: string, error: unknown) => void

/** Tells of each error once: all calls that wait when the store fails end with the same one. */
export const oncePerError = (tell: Tell): Tell => {
  const told = new WeakSet<object>()
  return (path, error) => {
    if (typeof error === 'object' && error !== null) {
      if (told.has(error)) return
      told.add(error)
    }
    tell(path, error)
  }
}

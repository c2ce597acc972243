/** A memory of bounded size. */
interface Latest<Value> {
  readonly get: (key: string) => Value | undefined
  readonly set: (key: string, value: Value) => void
}

/** Remembers what was set last under so many keys; those set earliest are forgotten. */
export const latest = <Value>(most: number): Latest<Value> => {
  const values = new Map<string, Value>()
  return {
    get: (key) => values.get(key),
    set: (key, value) => {
      values.delete(key)
      values.set(key, value)
      if (values.size > most) values.delete(values.keys().next().value!)
    },
  }
}

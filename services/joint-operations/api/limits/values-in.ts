/** How many names and values are in a JSON value, counted to just beyond `most`. Does not recurse: it may be nested at will. */
export const valuesIn = (value: unknown, most: number): number => {
  const open: unknown[] = [value]
  let count = 0
  while (open.length > 0 && count <= most) {
    const next = open.pop()
    if (typeof next !== 'object' || next === null) continue
    const inside = Object.values(next)
    count += inside.length
    if (count <= most) open.push(...inside)
  }
  return count
}

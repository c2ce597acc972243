/** Everything a sequence gives, for tests. */
export const collect = async <Value>(sequence: AsyncIterable<Value>): Promise<readonly Value[]> => {
  const values: Value[] = []
  for await (const value of sequence) values.push(value)
  return values
}

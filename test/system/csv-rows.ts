/**
 * The rows of a CSV text (RFC 4180) by the names of its columns. The tests' own, so that what the importers read is
 * checked against a second reading.
 */
export const csvRows = (text: string): readonly Readonly<Record<string, string>>[] => {
  const [head = [], ...rows] = records(text)
  return rows
    .filter((cells) => cells.length > 1)
    .map((cells) => Object.fromEntries(head.map((name, column) => [name, cells[column] ?? ''])))
}

const records = (text: string): readonly (readonly string[])[] => {
  const rows: string[][] = [[]]
  for (const [, end, quoted, plain] of text.matchAll(/(^|,|\r?\n)(?:"((?:[^"]|"")*)"|([^,"\r\n]*))/g)) {
    if (end !== ',' && end !== '') rows.push([])
    rows.at(-1)!.push(quoted?.replaceAll('""', '"') ?? plain ?? '')
  }
  return rows
}

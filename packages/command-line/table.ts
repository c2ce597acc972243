/** How a table gives way where room is short. */
export interface Fit {
  /** How many characters a line has room for; undefined where it has any. */
  readonly width: number | undefined
  /**
   * How narrow a column may become, by its head; one of 0 is left out altogether. A column without a least stays
   * whole.
   */
  readonly least: Readonly<Record<string, number>>
}

const GAP = '  '

/**
 * Columns as wide as their widest value. Where that is too wide to fit, values are shortened with an ellipsis, each
 * column as far as it may, the last one first; what must stay whole may still be too wide.
 */
export const table = (
  head: readonly string[],
  rows: readonly (readonly string[])[],
  fit?: Fit,
): readonly string[] => {
  const whole = head.map((name, column) =>
    Math.max(name.length, ...rows.map((row) => (row[column] ?? '').length)),
  )
  const widths = fit ? fitted(head, whole, fit) : whole
  const line = (row: readonly string[]) =>
    widths
      .flatMap((width, column) => (width === 0 ? [] : shortened(row[column] ?? '', width).padEnd(width)))
      .join(GAP)
      .trimEnd()
  return [line(head), ...rows.map(line)]
}

const fitted = (head: readonly string[], whole: readonly number[], { width, least }: Fit) => {
  const widths = [...whole]
  let excess = width === undefined ? 0 : lengthOf(widths) - width
  for (let column = widths.length - 1; column >= 0 && excess > 0; column--) {
    const wide = widths[column]!
    const narrowest = Math.min(wide, least[head[column]!] ?? wide)
    widths[column] = narrowest === 0 ? 0 : Math.max(narrowest, wide - excess)
    excess = lengthOf(widths) - width!
  }
  return widths
}

const lengthOf = (widths: readonly number[]): number => {
  const shown = widths.filter((width) => width > 0)
  return shown.reduce((sum, width) => sum + width, GAP.length * (shown.length - 1))
}

/** A text in so many characters, with an ellipsis where it had more. */
export const shortened = (cell: string, width: number): string =>
  cell.length <= width ? cell : `${cell.slice(0, width - 1)}…`

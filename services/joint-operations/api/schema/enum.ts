/** The name a value of ours has in GraphQL: `handover-offered` is `HANDOVER_OFFERED`. */
const enumName = (value: string): string => value.toUpperCase().replaceAll(/[^A-Z0-9]+/g, '_')

/** The values of a GraphQL enum: its names to the values that the picture speaks of. */
export const enumOf = (values: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(values.map((value) => [enumName(value), value]))

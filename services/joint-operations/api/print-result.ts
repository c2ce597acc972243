/** A result as JSON. What our server noted for itself (`http`, `unexpected`) stays here. */
export const printResult = (result: unknown): string => {
  const { errors, data, extensions } = result as {
    readonly errors?: readonly { toJSON?: () => unknown }[]
    readonly data?: unknown
    readonly extensions?: unknown
  }
  return JSON.stringify({
    ...(errors ? { errors: errors.map(printError) } : {}),
    ...(data === undefined ? {} : { data }),
    ...(extensions === undefined ? {} : { extensions }),
  })
}

const printError = (error: { toJSON?: () => unknown }): unknown => {
  const printed = (error.toJSON?.() ?? error) as { readonly extensions?: Readonly<Record<string, unknown>> }
  const { http: _http, unexpected: _unexpected, ...extensions } = printed.extensions ?? {}
  return { ...printed, extensions }
}

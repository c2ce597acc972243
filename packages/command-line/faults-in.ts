import type { z } from 'zod'

/** What does not fit a schema, in one line: each fault with the path to it, such as `agencies.0.url: Invalid URL`. */
export const faultsIn = ({ issues }: z.ZodError): string =>
  issues.map(({ path, message }) => (path.length > 0 ? `${path.join('.')}: ${message}` : message)).join('; ')

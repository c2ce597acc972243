import type { AgencyDefinition } from '@concord/incident'

/** The categories of the streams that an agency writes: its own name, and those that its events declare. */
export const categoriesOf = ({
  name,
  events,
}: Pick<AgencyDefinition, 'name' | 'events'>): ReadonlySet<string> =>
  new Set([name, ...events.map((event) => event.category ?? name)])

import { PersonalDataErased } from '@concord/incident'
import type { Handled } from '@concord/kernel'

/** That an imported erasure destroyed nothing, as the event says; undefined for everything else. */
export const effectOf = ({ events }: Pick<Handled, 'events'>): 'none' | undefined =>
  events.some(
    ({ type, data }) => type === PersonalDataErased.type && (data as { effect?: unknown }).effect === 'none',
  )
    ? 'none'
    : undefined

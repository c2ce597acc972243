import { type Marking, tlpSchema } from '@concord/kernel'

/**
 * A marking by which nobody sees more than who sees every one of these: the narrowest colour, and those alone whom each
 * of them names. Of one or more markings.
 */
export const markingWithin = (markings: readonly Marking[]): Marking => {
  const tlp = tlpSchema.options.find((colour) => markings.some((marking) => marking.tlp === colour))!
  const named = markings.map(({ releaseTo }) => releaseTo)
  if (named.every((names) => names === undefined)) return { tlp }
  return {
    tlp,
    releaseTo: (named[0] ?? []).filter((agency) => named.every((names) => names?.includes(agency))),
  }
}

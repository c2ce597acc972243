import { type PartnerRegister, partnersAt } from '@concord/access'
import type { Asker, Picture } from './picture.ts'
import { NOBODY } from './tables/agency-bits.ts'

/**
 * The agencies that may have a picture now: those of the roster, and foreign partners while their agreement is in force.
 */
export const admission =
  (roster: readonly string[], partners: PartnerRegister, now: () => number) =>
  (agency: string): boolean =>
    roster.includes(agency) || partnersAt(partners, new Date(now()).toISOString()).includes(agency)

/**
 * The picture for those who may have one; to all others there is nothing, whatever names them. Asked for each question
 * and for each run of live updates, so that an agreement that ends closes everything at once.
 */
export const forAdmitted = (picture: Picture, isAdmitted: (agency: string) => boolean): Picture => {
  const as = (reader: Asker): Asker => (isAdmitted(reader.agency) ? reader : { agency: NOBODY })
  return {
    ...picture,
    standingFor: (reader) => picture.standingFor(as(reader)),
    waitFor: (reader, ...asked) => picture.waitFor(as(reader), ...asked),
    incidents: (reader, ...asked) => picture.incidents(as(reader), ...asked),
    topic: (reader, ...asked) => picture.topic(as(reader), ...asked),
    learned: (reader, ...asked) => picture.learned(as(reader), ...asked),
    topics: (reader, ...asked) => picture.topics(as(reader), ...asked),
    events: (reader, ...asked) => picture.events(as(reader), ...asked),
    event: (reader, ...asked) => picture.event(as(reader), ...asked),
    statistics: (reader, ...asked) => picture.statistics(as(reader), ...asked),
    hotspots: (reader, ...asked) => picture.hotspots(as(reader), ...asked),
    conflicts: (reader, ...asked) => picture.conflicts(as(reader), ...asked),
    conflictsOf: (reader, ...asked) => picture.conflictsOf(as(reader), ...asked),
    follow: (reader, following) => picture.follow(atEachLook(reader, as), following),
  }
}

/** Whoever follows is looked at again whenever something may come. */
const atEachLook = (reader: Asker, as: (reader: Asker) => Asker): Asker => ({
  ...reader,
  get agency() {
    return as(reader).agency
  },
})

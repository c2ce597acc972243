import type { Asker, AsOf, StoryQuestion } from './question.ts'
import { howBigIsTheFire, howManyDetections } from './questions-about-fires.ts'
import { mayPass, whichTasksHaveNoOne, whoIsAtLarge, whoIsCommittedTwice } from './questions-about-people.ts'
import {
  howLongUntilCorrected,
  howManyEvents,
  mayBeSeen,
  type Noun,
  wasAnythingChanged,
  whatMayBeSeen,
  whenWereTheyLinked,
  whichReportsWereSlowest,
} from './questions-about-the-record.ts'

const centre: Asker = { agency: 'joc', role: 'coordinator' }
const analyst: Asker = { agency: 'joc', role: 'analyst' }
const auditor: Asker = { agency: 'joc', role: 'auditor' }
const police: Asker = { agency: 'police', role: 'commander' }

/** A moment of the story; its clocks run eight hours ahead of UTC. */
const april = (day: number, time: string): string => `2025-04-${day}T${time}:00+08:00`

/** As it was known at the time. */
const then = (day: number, time: string): AsOf => ({
  known: { at: april(day, time) },
  valid: april(day, time),
})

/** As it was, by all that is known today. */
const truly = (day: number, time: string): AsOf => ({ valid: april(day, time) })

const mongolia = { code: 'MN', name: 'Mongolia' }

/** What a report of the story is about, in a word. */
const noun: Noun = ({ type }) => (/Escape/.test(type) ? 'escape' : /Trace/.test(type) ? 'tracks' : 'report')

/** What was asked of the Northern Border story, by number. */
export const questions: readonly StoryQuestion[] = [
  { q: 1, asker: centre, ...whoIsAtLarge('INC-ESC', then(23, '15:00')) },
  { q: 2, asker: centre, ...whoIsAtLarge('INC-ESC', then(23, '16:00')) },
  { q: 3, asker: analyst, ...whoIsAtLarge('INC-ESC', truly(23, '12:30')) },
  { q: 4, asker: analyst, ...whoIsAtLarge('INC-ESC', then(23, '12:30')) },
  {
    q: 5,
    asker: analyst,
    ...whoIsAtLarge('INC-ESC', { known: { at: april(24, '13:00') }, valid: april(24, '12:00') }),
  },
  { q: 6, asker: analyst, ...whoIsAtLarge('INC-ESC', truly(24, '12:00')) },
  { q: 7, asker: centre, ...howBigIsTheFire('INC-FIRE', mongolia.name, then(23, '23:00')) },
  { q: 8, asker: analyst, ...howBigIsTheFire('INC-FIRE', mongolia.name, truly(23, '23:00')) },
  { q: 9, asker: centre, ...howBigIsTheFire('INC-FIRE', mongolia.name, then(23, '15:45')) },
  { q: 10, asker: analyst, ...howBigIsTheFire('INC-FIRE', mongolia.name, truly(23, '15:45')) },
  { q: 11, asker: centre, ...whichTasksHaveNoOne('OP-NORTH', then(23, '14:45')) },
  { q: 12, asker: centre, ...mayPass('ULKHAN', 'evacuation', then(23, '17:00')) },
  { q: 13, asker: centre, ...whoIsCommittedTwice(then(23, '22:40')) },
  { q: 14, asker: analyst, ...whenWereTheyLinked('INC-THEFT', 'INC-ESC', noun) },
  { q: 15, asker: analyst, ...whichReportsWereSlowest(5) },
  { q: 16, asker: analyst, ...howLongUntilCorrected('INC-ESC') },
  {
    q: 17,
    asker: { agency: 'emergency', role: 'commander' },
    ...whatMayBeSeen(['NB25-18', 'NB25-32'], police),
  },
  { q: 18, asker: { agency: 'corrections', role: 'commander' }, ...mayBeSeen('NB25-37', police) },
  { q: 19, asker: analyst, ...howManyEvents() },
  { q: 20, asker: analyst, ...howManyDetections('INC-FIRE', mongolia, 30) },
  { q: 21, asker: auditor, ...wasAnythingChanged() },
]

import type { Change } from '../changes/change.ts'
import { casualtyDetails } from '../details/casualties.ts'
import { abating, ceasing } from './abating.ts'
import { calledAfter } from './called-after.ts'
import { furtherFigures } from './further-figures.ts'
import { thingNamed } from './thing-named.ts'

/**
 * The numbers that a report of no agreed type carries, as facts about the thing that it names, or else about what it is
 * called after: `stranded` of a `SituationReported`, and of the `SituationCorrected` that puts it right, is a fact about the
 * situation. Where and how many people have words of their own.
 */
export const filedFigures = ({ reportType, ...told }: Filed): readonly Change[] => {
  const calledSo = calledAfter(reportType)
  const { service, restored } = ofService(calledSo)
  const named = thingNamed(told, calledSo)
  const agreedOn = [...Object.keys(casualtyDetails), ...ofBatch(told)]
  return furtherFigures(named ?? service, told, agreedOn).map((figure) => {
    if (figure.change !== 'fact') return figure
    const { loosely: _, ...one } = figure
    if (isOfPeople(one.name, reportType)) return { ...one, about: 'casualties', unit: 'people' }
    if (isHeld(one.name, reportType)) return { ...one, about: 'hostages', name: 'held', unit: 'people' }
    const [, thing] = (named === undefined && outOfOrder.exec(one.name)) || []
    if (thing !== undefined) return { ...one, about: wordsIn(thing).join(' ') }
    if (one.about === service && restored && !isLeft(one.name) && !isOfBoth(one))
      return { ...one, about: calledSo }
    if (named !== undefined) return one
    return { ...one, loosely: isOnTheWhole.test(reportType) ? 'whole' : 'like' }
  })
}

/** How it stands, or stands in the end: a status, an update, an end. */
const isOnTheWhole = new RegExp(
  `(?:(?:Status|Situation|Progress|Update)(?:[A-Z][a-z]+)?|Updated|${[...ceasing, ...abating, 'Restored', 'Regained'].join('|')})(?:Corrected)?$`,
)

/** How many readings came in at once, and how many of them had not before, is no state of anything. */
const ofBatch = (told: Readonly<Record<string, unknown>>): readonly string[] =>
  typeof told.new === 'number' && readings.some((name) => typeof told[name] === 'number')
    ? ['new', 'known', 'duplicates', 'repeated', ...readings]
    : []

const readings = ['rows', 'records', 'lines', 'readings', 'samples', 'detections', 'total', 'count']

/**
 * How much of something is out of order is one number from the first report to the last, whatever they are called: the
 * `doorsDown` of a `LockFault` and of the `SystemsRestored` are both about the doors.
 */
const outOfOrder =
  /^([a-z]+(?:[A-Z][a-z]+)*?)(?:Down|Lost|Destroyed|Damaged|Blocked|OutOfOrder|OutOfService)$/

/** What became of people, beside what casualties are counted by: whoever counts them counts the same. */
const isOfPeople = (name: string, reportType: string): boolean =>
  /^(?:ill|hospitalised|poisoned|exposed|trapped|displaced|homeless)$/.test(name) &&
  !/Animal|Livestock|Cattle|Herd|Flock|Sheep|Horse|Poultry|Bird|Fish/.test(reportType)

/**
 * How many are held is one thing, whoever tells it and on what occasion: the `hostages` of a riot that began and the
 * `hostagesLeft` when one came free. How many came free it is not.
 */
const isHeld = (name: string, reportType: string): boolean =>
  name === 'hostages'
    ? !/Released|Freed|Rescued|Escaped|Injured|Killed|Dead/.test(reportType)
    : /^hostages(?:Held|Left|Remaining|Inside|Taken)$|^(?:remaining|held)Hostages$/.test(name)

type Filed = Readonly<Record<string, unknown>> & { readonly reportType: string }

/**
 * What has failed is the same thing whatever its failing is called, and when it is back: who is without it after a
 * `PowerRestored` is told of the power, as by the `PowerFailureReported` and another agency's `PowerOutageReported`.
 */
const ofService = (calledSo: string): { readonly service: string; readonly restored: boolean } => {
  const [, failed = calledSo, state] = failing.exec(calledSo) ?? []
  const service = state === undefined ? failed : failed.replace(carriedBy, '')
  return { service, restored: state !== undefined && ends.test(state) }
}

const failing =
  /^(.+) (failure|failed|outage|cut|interruption|interrupted|down|severed|restored|restoration|resumed|reconnected)$/

/** Without its line, whoever was on it has none of what came by it. */
const carriedBy =
  /(?<=^(?:power|electricity|water|gas|heat|heating|phone|telephone|internet)) (?:supply|lines?|cables?|grid|mains?|network)$/

const ends = /^re/

/** How much of it is restored means the same before and after, and none restored is no news: it is none without it. */
const isOfBoth = ({ name, value }: { readonly name: string; readonly value: unknown }): boolean =>
  value === 0 || /^restored|Restored(?:Pct)?$/.test(name)

/** How many are without it still, and not how many have it again: `householdsWithout`, `stillDark`, `linesOut`. */
const isLeft = (name: string): boolean => {
  const [first = '', ...further] = wordsIn(name)
  return (
    ['without', 'remaining', 'affected', 'still'].includes(first) ||
    further.some((word) => ['without', 'remaining'].includes(word)) ||
    ['left', 'out', 'affected'].includes(further.at(-1) ?? '')
  )
}

/** The words that the name of a field is put together from. */
const wordsIn = (name: string): readonly string[] => name.split(/(?=[A-Z])/).map((word) => word.toLowerCase())

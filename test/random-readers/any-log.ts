import type { Envelope, EventDefinition, Marking, Mode, StoredEvent } from '@concord/kernel'
import { categoryOf } from '@concord/kernel'
import fc from 'fast-check'
import { roster } from '../../services/roster.ts'
import { readFixtures } from '../schema-lock/lock-folder.ts'

/*
 * Logs of everything that any agency of the roster can record: also of what is added tomorrow, because it comes from the
 * fixtures of released events. Names are drawn from few, so that events speak of the same things.
 */

/** Who asks and records, and a registered partner abroad. */
export const agencies: readonly string[] = roster.map(({ name }) => name)
export const PARTNER = 'ally'
export const incidents = ['I0', 'I1', 'I2']

const start = Date.UTC(2025, 3, 23, 12)
/** A moment of the random nights, in minutes from their start: what happens, and an hour later what is recorded. */
export const minute = (count: number): string => new Date(start + count * 60_000).toISOString()

/** What somebody may record: a type of their agency with an example of its content. */
interface Sentence {
  readonly agency: string
  readonly category: string
  readonly type: string
  readonly schemaVersion: number
  readonly data: unknown
}

/** Stands in examples for the event that is aimed at. */
const AIMED = '00000000-0000-4000-8000-00000000a13d'

const namesOf: Readonly<Record<string, readonly string[]>> = {
  ...sameFor(
    ['a', 'b', 'into', 'from', 'incident', 'incidents', 'operation', 'operations', 'use'],
    incidents,
  ),
  ...sameFor(['agency', 'agencies', 'of', 'to', 'lead', 'by', 'owner'], [...agencies, PARTNER]),
  ...sameFor(
    ['event', 'events', 'basis', 'invocation', 'trigger', 'hotspot', 'statement', 'report'],
    [AIMED],
  ),
  name: ['areaHa', 'cause', 'substance'],
  about: ['fire', 'truck'],
}

function sameFor(keys: readonly string[], names: readonly string[]) {
  return Object.fromEntries(keys.map((key) => [key, names]))
}

/** A name that few other events use in the same place, as long as the type takes it there. */
const nameFor = (key: string, was: string): string => {
  const count = [...was].reduce((sum, sign) => sum + sign.charCodeAt(0), 0)
  const names = namesOf[key] ?? [`${key}0`, `${key}1`]
  return names[count % names.length]!
}

/** The example with its texts replaced, one after the other, by names that events share. */
const withSharedNames = (definition: EventDefinition, example: unknown): unknown => {
  let data = example
  const isTaken = (tried: unknown) => definition.data.safeParse(tried).success
  const visit = (value: unknown, key: string, path: readonly (string | number)[]): void => {
    if (typeof value === 'string') {
      const tried = replaced(data, path, nameFor(key, value))
      if (isTaken(tried)) data = tried
    } else if (Array.isArray(value)) {
      for (const [index, one] of value.entries()) visit(one, key, [...path, index])
    } else if (typeof value === 'object' && value !== null) {
      for (const [name, one] of Object.entries(value)) visit(one, name, [...path, name])
    }
  }
  visit(example, '', [])
  return data
}

const replaced = (value: unknown, [first, ...rest]: readonly (string | number)[], by: unknown): unknown => {
  if (first === undefined) return by
  if (Array.isArray(value)) return value.with(first as number, replaced(value[first as number], rest, by))
  const record = value as Readonly<Record<string, unknown>>
  return { ...record, [first]: replaced(record[first], rest, by) }
}

const fixtures = readFixtures()
const examplesOf = (definition: EventDefinition): readonly unknown[] =>
  (fixtures.get(`${definition.type}.v${definition.schemaVersion}`)?.examples ?? [])
    .map((example) => withSharedNames(definition, example))
    .filter((data) => definition.data.safeParse(data).success)

/** Everything that can be said. */
const sentences: readonly Sentence[] = roster.flatMap(({ name, events }) =>
  events.flatMap((definition) =>
    examplesOf(definition).map((data) => ({
      agency: name,
      category: categoryOf(definition, name),
      type: definition.type,
      schemaVersion: definition.schemaVersion,
      data,
    })),
  ),
)

/** What changes the picture of others most is said more often than there are words for it. */
const weighty =
  /^Incident|^Release|^Resource|^Task|^PublicAlert|^Warning|^Decision|^Fact|^BreakGlass|^MissingPerson|^Measure|^Intelligence|^Exercise|Reinstated$|^Coordination|^Handover|^PersonalData|^Unit|^HotspotBatch/
const weightySentences = sentences.filter(({ type }) => weighty.test(type))

/** One step of a log, in small numbers that can be made smaller. */
const step = fc.record({
  isWeighty: fc.boolean(),
  sentence: fc.nat(99_999),
  incident: fc.nat(2),
  minute: fc.nat(60),
  pauseS: fc.integer({ min: -30, max: 90 }),
  marking: fc.nat(99),
  mode: fc.constantFrom<Mode>('operational', 'operational', 'operational', 'exercise', 'test'),
  act: fc.constantFrom('say', 'say', 'say', 'correct', 'retract', 'grant', 'revoke', 'aim', 'reinstate'),
  aim: fc.nat(5),
  importedMinute: fc.option(fc.nat(90), { freq: 6 }),
})
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never

const grading = { scale: '3x5x2', grade: '2-B-C' } as const
const markings: readonly Marking[] = [
  { tlp: 'GREEN' },
  { tlp: 'CLEAR' },
  { tlp: 'RED' },
  { tlp: 'AMBER' },
  { tlp: 'AMBER+STRICT', releaseTo: [...agencies] },
  { tlp: 'AMBER', releaseTo: [...agencies, PARTNER], grading },
  { tlp: 'AMBER', releaseTo: agencies.slice(0, 2), conditions: 'For the search alone.', grading },
  { tlp: 'GREEN', releaseTo: agencies.slice(1, 4), courtUse: 'with-permission' },
  { tlp: 'AMBER+STRICT', releaseTo: [PARTNER, 'joc'] },
  { tlp: 'RED', releaseTo: agencies.slice(2) },
]

/** Any log of so many events at most. */
export const anyLog = (maxLength: number): fc.Arbitrary<readonly StoredEvent[]> =>
  fc.array(step, { minLength: Math.floor(maxLength / 3), maxLength, size: 'max' }).map((steps) => {
    const log: StoredEvent[] = []
    let recordedMs = start + 60 * 60_000
    for (const one of steps) {
      recordedMs += one.pauseS * 1000
      log.push(eventOf(one, log, new Date(recordedMs).toISOString()))
    }
    return log
  })

const eventOf = (step: Step, log: readonly StoredEvent[], recordedAt: string): StoredEvent => {
  const among = step.isWeighty ? weightySentences : sentences
  const said = among[step.sentence % among.length]!
  const incident = incidents[step.incident]!
  const aimed = aimedAt(step, log, said.agency)
  const { agency, type, data, schemaVersion, stream, aim } = contentOf(step, said, incident, aimed)
  const envelope: Partial<Envelope> = {
    schemaVersion,
    occurredAt: minute(step.minute),
    agency,
    actor: { subject: `${agency}-duty`, role: 'duty-officer', agency },
    mode: step.mode,
    marking: markings[step.marking % markings.length]!,
    reference: `R${log.length % 20}`,
    summary: `${agency} tells of ${type} at ${incident}`,
    ...aim,
    ...(step.importedMinute !== null && {
      imported: { recordedAt: minute(step.importedMinute), system: 'old', by: 'importer' },
    }),
  }
  return {
    id: `00000000-0000-4000-8000-${String(log.length + 1).padStart(12, '0')}`,
    type,
    stream,
    revision: log.filter((event) => event.stream === stream).length,
    position: BigInt(log.length + 1) * 10n,
    recordedAt,
    data,
    metadata: envelope,
  }
}

/** An event of the same agency that came before, the latest first; of nobody in particular where there is none. */
const aimedAt = (
  { aim, act }: Step,
  log: readonly StoredEvent[],
  agency: string,
): StoredEvent | undefined => {
  const own = act === 'aim' ? log : log.filter(({ metadata }) => (metadata as Envelope).agency === agency)
  return own.at(-1 - (aim % Math.max(1, own.length)))
}

interface Content extends Omit<Sentence, 'category'> {
  readonly stream: string
  readonly aim?: Pick<Envelope, 'corrects' | 'retracts'>
}

const contentOf = (
  { act, aim, marking }: Step,
  said: Sentence,
  incident: string,
  aimed: StoredEvent | undefined,
): Content => {
  const named = JSON.parse(JSON.stringify(said.data).replaceAll(AIMED, aimed?.id ?? AIMED))
  const plain = { ...said, data: named, stream: `${said.category}-${incident}` }
  if (aimed === undefined || act === 'say' || act === 'aim') return plain
  const { stream, metadata } = aimed
  const about = { ...plain, stream, agency: (metadata as Envelope).agency, schemaVersion: 1 }
  const to = [agencies[aim]!, ...(marking % 3 === 0 ? [PARTNER] : []), ...(marking % 5 === 0 ? ['joc'] : [])]
  switch (act) {
    case 'correct':
      return { ...plain, stream, aim: { corrects: aimed.id } }
    case 'retract':
      return { ...about, type: 'ReportRetracted', data: {}, aim: { retracts: aimed.id } }
    case 'reinstate':
      return { ...about, type: 'ReportReinstated', data: { event: aimed.id }, aim: { retracts: aimed.id } }
    default:
      return {
        ...about,
        type: act === 'grant' ? 'ReleaseGranted' : 'ReleaseRevoked',
        data: { event: aimed.id, to, ...(marking % 2 === 0 && { conditions: 'Not before a court.' }) },
      }
  }
}

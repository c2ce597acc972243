/**
 * The thing that a report is about by the code it gives, in words: `{ vessel: 'MARTA', aboard: 219 }` is about the `vessel
 * MARTA`, whatever the report is called, and never about the vessel that another report names. What stands still is more
 * often where something happens: a `ShelterOpened` is about the `shelter S-1`, a `HungerStrikeReported` not about its prison.
 * Undefined where no such thing is named, or several.
 */
export const thingNamed = (
  told: Readonly<Record<string, unknown>>,
  calledAfter: string,
): string | undefined => {
  const said = new Set(calledAfter.split(' '))
  const named = Object.entries(told)
    .map(([field, code]) => [field.replace(/Id$/, ''), code] as const)
    .filter(([word, code]) => (moving.has(word) || (standing.has(word) && said.has(word))) && isCode(code))
  const [only, another] = named
  return only !== undefined && another === undefined ? only.join(' ') : undefined
}

const isCode = (value: unknown): value is string =>
  typeof value === 'string' && value.length > 0 && value.length <= MOST_OF_A_CODE

const MOST_OF_A_CODE = 64

const moving: ReadonlySet<string> = new Set([
  ...['vessel', 'ship', 'ferry', 'boat', 'tanker', 'barge', 'train', 'tram', 'bus', 'coach', 'vehicle'],
  ...['convoy', 'aircraft', 'plane', 'helicopter', 'flight', 'container'],
])

const standing: ReadonlySet<string> = new Set([
  ...[
    'road',
    'highway',
    'motorway',
    'street',
    'railway',
    'runway',
    'canal',
    'pass',
    'bridge',
    'tunnel',
    'dam',
    'dyke',
    'levee',
    'gauge',
    'well',
    'reservoir',
    'lake',
    'river',
  ],
  ...['building', 'house', 'hotel', 'school', 'hospital', 'clinic', 'shelter', 'camp', 'prison', 'plant'],
  ...['facility', 'warehouse', 'port', 'airport', 'mine', 'farm', 'herd', 'tank', 'silo', 'pipeline'],
])

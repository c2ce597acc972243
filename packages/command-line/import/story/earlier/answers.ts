import type { Details } from '../../report-line.ts'
import type { StoryLine } from './incidents.ts'
import type { ToldBefore } from './told-before.ts'

/**
 * Who grants or refuses what was asked for names the request. Who asked was said there and need not be said again; nor which
 * record is granted, where they named one.
 */
export const withRequestRepeated = <Said extends StoryLine>(line: Said, before: ToldBefore): Said => {
  const { request } = line.data
  const asked = typeof request === 'string' ? before.releaseAsked(request) : undefined
  const repeated = asked && repeats.get(line.type)?.(asked)
  return repeated ? { ...line, data: { ...repeated, ...line.data } } : line
}

const repeats: ReadonlyMap<string, (asked: Details) => Details> = new Map([
  ['ReleaseGranted', (asked) => asked],
  ['ReleaseRefused', ({ to }) => ({ to })],
])

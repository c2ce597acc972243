import type { Mode, RecordedEvent } from '@concord/kernel'
import { happened, recorded } from '@concord/kernel/given'
import fc from 'fast-check'
import type { Audience } from '../fold/as-of.ts'

/** The agency of readers that withheld events are now released to, now not. It records as well. */
export const READER = 'watch'

/** What is green is everybody's to see. */
export const audience: Audience = ({ envelope }) => envelope.marking.tlp === 'GREEN'

/** What one event says; `aim` picks one of those before it, also of another stream or mode. */
const sayingOf = (contents: number) =>
  fc.record({
    agency: fc.constantFrom('police', READER),
    mode: fc.constantFrom<Mode>('operational', 'operational', 'exercise', 'test'),
    minute: fc.nat(9),
    secret: fc.boolean(),
    content: fc.nat(contents - 1),
    act: fc.constantFrom('say', 'say', 'correct', 'retract', 'grant', 'revoke'),
    aim: fc.nat(20),
  })

type Saying = ReturnType<typeof sayingOf> extends fc.Arbitrary<infer Value> ? Value : never

/** What an event may be about. */
type Content = readonly [type: string, data: unknown]

/** Any log of one incident in which two agencies report, correct, retract, release and withhold, in all modes. */
export const anyLog = (contents: readonly Content[]): fc.Arbitrary<RecordedEvent[]> =>
  fc.array(sayingOf(contents.length), { maxLength: 24 }).map((sayings) => {
    const log: RecordedEvent[] = []
    for (const saying of sayings) log.push(eventOf(saying, contents, log))
    return log
  })

const eventOf = (
  { agency, mode, minute, secret, content, act, aim }: Saying,
  contents: readonly Content[],
  before: readonly RecordedEvent[],
): RecordedEvent => {
  const target = before[aim % Math.max(1, before.length)]?.id
  const envelope = {
    agency,
    mode,
    occurredAt: `2025-04-01T00:0${minute}:00Z`,
    marking: { tlp: secret ? ('RED' as const) : ('GREEN' as const) },
    ...(act === 'correct' && target ? { corrects: target } : {}),
    ...(act === 'retract' && target ? { retracts: target } : {}),
  }
  const releases = { event: target, to: [READER] }
  const told =
    target !== undefined && (act === 'grant' || act === 'revoke')
      ? happened(act === 'grant' ? 'ReleaseGranted' : 'ReleaseRevoked', releases, envelope)
      : happened(contents[content]![0], contents[content]![1], envelope)
  return recorded(told, before.length, new Map(), `${agency}-INC-1`)
}

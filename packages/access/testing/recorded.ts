import type { Envelope, RecordedEvent } from '@concord/kernel'

/** Events for tests, recorded one after another, a second apart. */
export const recorder = (startMs: number) => {
  let count = 0
  return (
    stream: string,
    type: string,
    data: unknown,
    more: Partial<Envelope> & { readonly recordedAt?: string } = {},
  ): RecordedEvent => {
    const { recordedAt = new Date(startMs + count * 1000).toISOString(), ...envelope } = more
    count += 1
    return {
      id: eventId(count),
      type,
      data,
      stream,
      revision: count - 1,
      position: BigInt(count),
      recordedAt,
      envelope: {
        schemaVersion: 1,
        commandId: eventId(count),
        $correlationId: eventId(count),
        $causationId: eventId(count),
        occurredAt: recordedAt,
        agency: 'centre',
        actor: { subject: 'somebody', role: 'coordinator', agency: 'centre' },
        mode: 'operational',
        marking: { tlp: 'AMBER' },
        previousHash: null,
        ...envelope,
      },
    }
  }
}

/** The id of the n-th recorded event, from 1. */
export const eventId = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`

import { type EventLog, ok } from '@concord/kernel'
import { happened, recorded } from '@concord/kernel/given'
import { expect, test } from 'vitest'
import { noticesFrom } from './notices.ts'
import type { WatchedGlass } from './watched-glass.ts'

/** Open for the first four minutes of the log, of which each event takes one. */
const glass: WatchedGlass = {
  invocation: 'G-1',
  incident: 'INC-1',
  reader: { agency: 'police', subject: 'duty-1' },
  reason: 'Two crews are inside the area.',
  invokedAt: '2025-04-01T00:00:00Z',
  until: '2025-04-01T00:04:00Z',
  noticed: [],
  calledFor: [],
  finding: undefined,
  changed: '3',
}

/** To whom notice is given where this is what the incident holds. */
const toldOf = async (...streams: readonly (readonly [stream: string, minute: number])[]) => {
  const log: Pick<EventLog, 'readStream'> = {
    readStream: async (stream) => {
      const events = streams
        .filter(([name]) => name === stream)
        .map(([name, minute]) => recorded(happened('SightingReported'), minute, undefined, name))
      return ok({ events, passedOver: [], head: { revision: 'no-stream', hash: null } })
    },
  }
  return (await noticesFrom(log)(glass)).map(({ data }) => (data as { to: string }).to)
}

test('whoever had records in the incident is told, but not who broke the glass', async () => {
  expect(await toldOf(['border-INC-1', 1], ['police-INC-1', 1])).toEqual(['border'])
})

test('records from after its end make nobody an owner, however late that is looked for', async () => {
  expect(await toldOf(['border-INC-1', 3], ['emergency-INC-1', 4])).toEqual(['border'])
})

import { eventIdOf } from '@concord/agency'
import {
  categoryOf,
  type Envelope,
  type EventLog,
  handle,
  ok,
  type RecordedEvent,
  streamName,
} from '@concord/kernel'
import { joc } from '../../agency.ts'
import type { DueCommand } from '../../due-command.ts'
import { noticesFrom } from '../../glass/notices.ts'
import type { CooperationRule } from '../cooperation-rule.ts'
import { knowledgeWith, ringFrom } from '../knowledge.ts'
import { openKnownState } from '../known-state.ts'
import { nothingKnown } from '../process-state.ts'
import { type StepParts, stepTaker } from '../take-steps.ts'

/** What somebody recorded at a moment, and whether the process manager looks then at what is due. */
export interface Given {
  readonly event: Omit<RecordedEvent, 'revision' | 'position'>
  readonly looks: boolean
}

/** A log in memory with the process manager at work on it: its own fold and steps, the real policy and decider, a clock of its own. */
export interface ActedLog {
  /** All that is in the log by now, in its order. */
  readonly events: readonly RecordedEvent[]
  /** What the process manager made of it, in the order in which it did. */
  readonly made: readonly RecordedEvent[]
  /** Records an event and has done what is due by the moment of its recording. Throws what goes wrong. */
  readonly give: (given: Given) => Promise<void>
  /** The same moment, at which nobody records anything. */
  readonly look: (given: Given) => Promise<void>
}

/** Opens an empty one that goes by these rules. */
export const actedLog = (rules: readonly CooperationRule[]): ActedLog => {
  const events: RecordedEvent[] = []
  const made: RecordedEvent[] = []
  let failure: unknown
  let now = ''

  const known = openKnownState({
    checkpoint: {
      read: () => ({ state: nothingKnown, position: undefined, last: undefined }),
      write: () => {},
      close: () => {},
    },
    read: (event) => ok({ ...event, envelope: event.metadata as Envelope }),
    knowledge: knowledgeWith(rules),
    onSetAside: (_, why) => {
      failure ??= new Error(why)
    },
  })

  const record = (event: Given['event']): RecordedEvent => {
    const revision = events.filter(({ stream }) => stream === event.stream).length
    const recorded = { ...event, revision, position: BigInt(events.length + 1) }
    events.push(recorded)
    known.take([{ kind: 'event', event: { ...recorded, metadata: recorded.envelope } }])
    return recorded
  }

  const log: Pick<EventLog, 'readStream' | 'append' | 'keyChanges'> = {
    keyChanges: () => 0,
    readStream: async (stream) => {
      const read = events.filter((event) => event.stream === stream)
      return ok({ events: read, head: { revision: read.at(-1)?.revision ?? 'no-stream', hash: null } })
    },
    append: async (stream, _, proposed) => {
      const appended = proposed.map(({ envelope, ...event }) =>
        record({
          ...event,
          stream,
          recordedAt: now,
          envelope: { ...envelope, previousHash: null } as Envelope,
        }),
      )
      made.push(...appended)
      const { revision, position } = appended.at(-1)!
      return ok({ head: { revision, hash: null }, position, events: appended })
    },
  }

  const steps: StepParts = {
    desk: deskOver(log as EventLog, () => now),
    rules,
    ringOf: ringFrom(log),
    noticesOf: noticesFrom(log),
    onFailure: (_, error) => {
      failure ??= error
    },
  }
  const takeSteps = stepTaker(steps, known, () => true)

  /** What is done makes more due, such as a playbook of an operation that was opened. */
  const look = async ({ event, looks }: Given): Promise<void> => {
    now = event.recordedAt
    for (let before = -1; looks && before < made.length; ) {
      before = made.length
      await takeSteps(Date.parse(now))
    }
    if (failure !== undefined) throw failure
  }

  return {
    events,
    made,
    give: async (given) => {
      record(given.event)
      await look(given)
    },
    look,
  }
}

/** Decides as the joint centre does, and stamps as its desk does. */
const deskOver = (log: EventLog, now: () => string): StepParts['desk'] => ({
  submit: async ({ command, incident, key = '', body }) => {
    const { data, ...said } = body as DueCommand
    const definition = joc.events.find((event) => event.command === command)!
    // What is played is decided apart from what is real.
    const ofMode: EventLog = {
      ...log,
      readStream: async (stream) => {
        const read = await log.readStream(stream)
        const isOfMode = ({ envelope }: RecordedEvent) => envelope.mode === said.mode
        return read.ok ? ok({ ...read.value, events: read.value.events.filter(isOfMode) }) : read
      },
    }
    const handled = await handle(
      {
        log: ofMode,
        decider: joc.decider,
        toNewEvent: ({ id, context }, event, index, stream) => ({
          id: eventIdOf(id, stream, index),
          type: event.type,
          data: definition.data.parse(event.data),
          envelope: {
            schemaVersion: 1,
            commandId: id,
            $correlationId: id,
            $causationId: id,
            ...context,
            occurredAt: event.occurredAt ?? context.occurredAt,
          },
        }),
      },
      streamName(categoryOf(definition, joc.name), incident),
      {
        name: command,
        id: key,
        data,
        context: {
          ...said,
          agency: joc.name,
          actor: { subject: 'cooperation-rules', role: 'service', agency: joc.name },
          receivedAt: now(),
        },
      },
    )
    if (handled.ok) return handled
    const code = handled.error.kind === 'rejected' ? handled.error.rejection.code : handled.error.kind
    return { ok: false, error: { code, status: 409 } as never }
  },
})

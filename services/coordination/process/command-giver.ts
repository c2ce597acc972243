import type { CommandDesk, Problem } from '@concord/agency'
import { LRUCache } from 'lru-cache'
import type { DueCommand } from '../due-command.ts'
import { JOINT_CENTRE } from '../joint-centre.ts'

/** The desk that takes commands, and who is told of what became of each. */
export interface GivingParts {
  readonly desk: Pick<CommandDesk, 'submit'>
  /** `recorded`, `repeated` where it was on record before, or the code of the refusal. */
  readonly onAct?: (command: DueCommand, outcome: string) => void
}

/** Gives commands in the name of the process manager, each until it is settled. */
interface CommandGiver {
  /** Whether something was recorded that was not there. */
  readonly give: (command: DueCommand) => Promise<boolean>
  /** Whether it is on record, or was refused for good. What was forgotten is asked again, and takes effect once all the same. */
  readonly isSettled: (command: DueCommand) => boolean
}

/** What is settled is remembered, so that a step that is not possible is not tried for ever; bounded, the oldest go first. */
const MOST_SETTLED = 10_000

/** `mayGoOn` is asked before each command. */
export const commandGiver = ({ desk, onAct }: GivingParts, mayGoOn: () => boolean): CommandGiver => {
  const settled = new LRUCache<string, true>({ max: MOST_SETTLED })
  const isSettled = ({ key }: DueCommand): boolean => settled.has(key)

  const give = async (command: DueCommand): Promise<boolean> => {
    if (isSettled(command) || !mayGoOn()) return false
    const { key, command: name, incident, data, occurredAt, mode, marking, summary } = command
    const given = await desk.submit({
      command: name,
      incident,
      key,
      body: { occurredAt, mode, marking, summary, data },
      reader: processReader,
      markedAsRecorded: true,
      whileRunning: 'wait',
    })
    onAct?.(command, given.ok ? (given.value.repeated ? 'repeated' : 'recorded') : given.error.code)
    if (given.ok || !passes(given.error)) settled.set(key, true)
    return given.ok && !given.value.repeated
  }

  return { give, isSettled }
}

/** As whom the process manager acts: no person, but the joint centre's own process. */
const processReader = {
  agency: JOINT_CENTRE,
  subject: 'cooperation-rules',
  roles: ['service'],
  purpose: undefined,
  case: undefined,
} as const

/** Whether the command may be possible later; what was refused for good stays refused. */
const passes = ({ status, code }: Problem): boolean =>
  status >= 500 || ['contended', 'key-in-progress', 'time-in-the-future'].includes(code)

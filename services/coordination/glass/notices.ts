import { endOf } from '@concord/access'
import { categoriesOf, type EventLog, millisecondsOf, streamName } from '@concord/kernel'
import { roster } from '../../roster.ts'
import { type DueCommand, stepKey } from '../due-command.ts'
import type { WatchedGlass } from './watched-glass.ts'

/**
 * The notices that are due: every agency that had records in the incident before the glass was over is told, but the one
 * whose member broke it. What is recorded afterwards counts for nothing, whenever it is looked for: nobody saw it.
 * Throws when the log cannot be read: it is tried again later.
 */
export const noticesFrom =
  (log: Pick<EventLog, 'readStream'>) =>
  async (glass: WatchedGlass): Promise<readonly DueCommand[]> => {
    const owners = roster.filter(({ name }) => name !== glass.reader.agency && !glass.noticed.includes(name))
    const due = await Promise.all(
      owners.map(async (owner) => ((await hadRecords(log, owner, glass)) ? [owner.name] : [])),
    )
    return due.flat().map((to) => noticeOf(glass, to))
  }

type Owner = (typeof roster)[number]

const hadRecords = async (
  log: Pick<EventLog, 'readStream'>,
  owner: Owner,
  glass: WatchedGlass,
): Promise<boolean> => {
  const { incident } = glass
  for (const category of [...categoriesOf(owner)].filter((one) => one !== 'glass')) {
    const read = await log.readStream(streamName(category, incident))
    if (!read.ok) throw new Error(`The streams of ${incident} cannot be read: ${read.error.kind}`)
    if (read.value.events.some(({ recordedAt }) => millisecondsOf(recordedAt) < endOf(glass))) return true
  }
  return false
}

/** For the owner and the joint centre alone. It is given the moment the glass was broken, so that it is the same each time. */
const noticeOf = ({ invocation, incident, invokedAt, reader }: WatchedGlass, to: string): DueCommand => ({
  key: stepKey('glass-notice', invocation, to),
  command: 'GiveBreakGlassNotice',
  incident,
  occurredAt: invokedAt,
  mode: 'operational',
  marking: { tlp: 'AMBER', releaseTo: [to] },
  summary: `A member of ${reader.agency} sees ${incident} without release`,
  data: { invocation, to },
})

import { Command } from 'commander'
import { backupRemedy } from '../store/damage.ts'
import { telling } from './telling.ts'

/**
 * The commands that care for a store folder without going through a node; what does the work is loaded when it is
 * asked for.
 */
export const careCommands = (): readonly Command[] => [verify(), backup(), restore(), compact()]

const verify = (): Command =>
  new Command('verify')
    .description(
      'check every page and every event of a store, its internal events included; its node may be running',
    )
    .argument('<folder>', 'the folder of the store')
    .action((folder: string, _: unknown, command: Command) =>
      telling(
        command,
        async (progress) => {
          const { verifyStore } = await import('../operations/verify-store.ts')
          const { events, streams, damage } = await verifyStore(folder, progress)
          if (damage.length > 0) process.exitCode = 1
          const result = damage.length === 0 ? 'sound' : `damaged in ${damage.length} places. ${backupRemedy}`
          const places = damage.map(({ place, what }) => `damaged: ${place}: ${what}`)
          const line = [
            ...places,
            `${events} events in ${streams} streams, internal ones included: ${result}`,
          ].join('\n')
          return { line, facts: { sound: damage.length === 0, events, streams, damage } }
        },
        { reads: folder, writes: folder },
      ),
    )

const backup = (): Command =>
  new Command('backup')
    .description(
      'back up a store; its node may be running; backing up into the same folder again copies only what is new',
    )
    .argument('<folder>', 'the folder of the store')
    .requiredOption('--to <folder>', 'the folder of the backup')
    .action((folder: string, { to }: { to: string }, command: Command) =>
      telling(
        command,
        async (onProgress) => {
          const { backupStore } = await import('../operations/backup-store.ts')
          const { events, lastPosition } = await backupStore({ folder, to, onProgress })
          const line = `${events} events copied; the backup holds the log up to position ${lastPosition}`
          return { line, facts: { events, lastPosition } }
        },
        { reads: folder, writes: to },
      ),
    )

const restore = (): Command =>
  new Command('restore')
    .description('restore a backup into an empty folder')
    .argument('<folder>', 'the folder for the store')
    .requiredOption('--from <folder>', 'the folder of the backup')
    .action((folder: string, { from }: { from: string }, command: Command) =>
      telling(
        command,
        async (onProgress) => {
          const { restoreStore } = await import('../operations/restore-store.ts')
          const lastPosition = await restoreStore({ from, folder, onProgress })
          return { line: `the store is restored up to position ${lastPosition}`, facts: { lastPosition } }
        },
        { reads: from, writes: folder },
      ),
    )

const compact = (): Command =>
  new Command('compact')
    .description('remove deleted and expired events for good; the node must be stopped')
    .argument('<folder>', 'the folder of the store')
    .action((folder: string, _: unknown, command: Command) =>
      telling(
        command,
        async (onProgress) => {
          const { compactStore } = await import('../operations/compact-store.ts')
          const { removed, kept } = await compactStore({ folder, onProgress })
          return { line: `${removed} events removed, ${kept} kept`, facts: { removed, kept } }
        },
        { reads: folder, writes: folder },
      ),
    )

import type { Command } from 'commander'
import type { ProgramContext } from '../program-context.ts'
import { accessReportCommand } from './access-report.ts'
import { breakdownCommand } from './breakdown.ts'
import { followCommand } from './follow.ts'
import { incidentCommand } from './incident.ts'
import { incidentsCommand } from './incidents.ts'
import { queryCommand } from './query.ts'
import { readsCommand } from './reads.ts'
import { replayCommand } from './replay.ts'
import { searchCommand } from './search.ts'
import { statisticsCommand } from './statistics.ts'
import { statusCommand } from './status.ts'
import { tokenCommand } from './token.ts'

/**
 * The commands that ask the joint picture, once or for as long as somebody looks on, and how the processes are; in the
 * order in which help lists them. A new one is a file here, a line below, and its name in `program.ts`.
 */
export const askingCommands = (context: ProgramContext): readonly Command[] =>
  [
    incidentsCommand,
    incidentCommand,
    searchCommand,
    statisticsCommand,
    breakdownCommand,
    queryCommand,
    readsCommand,
    accessReportCommand,
    tokenCommand,
    statusCommand,
    followCommand,
    replayCommand,
  ].map((make) => make(context))

import { Command, Option } from 'commander'
import { type CommandContext, exitCodes } from '../command-context.ts'
import { count, instant, known, oneOf, position } from '../option-values.ts'
import { tokenFor } from '../session.ts'
import { printBreakdown, printStatistics } from './figures.ts'
import { listIncidents } from './incidents.ts'
import { query } from './query.ts'
import { listReads, printAccessReport } from './reads.ts'
import { printStatus } from './status.ts'
import { follow, replay } from './timeline.ts'

const statuses = ['reported', 'acknowledged', 'active', 'contained', 'resolved', 'closed', 'merged'] as const

const modes = ['operational', 'exercise', 'test'] as const

/** The commands that ask the joint picture, once or for as long as somebody looks on, and how the processes are. */
export const askingCommands = ({ session, asking, output, end }: CommandContext): readonly Command[] => [
  new Command('incidents')
    .description('list incidents, operations and exercises, the last changed first')
    .option('--status <status...>', `one or more of ${statuses.join(', ')}`, oneOf(statuses))
    .option('--kind <kind...>', 'such as wildfire')
    .option('--agency <agency...>', 'in which one of these takes part')
    .option('--text <words>', 'whose name, kind, title or summaries hold these words')
    .option('--first <count>', 'how many at most, 1 to 10000', count(1, 10_000), 20)
    .addOption(csvOption())
    .addOption(knownOption())
    .addOption(validOption())
    .action((options) => listIncidents(asking(), options, output())),
  counted(new Command('statistics'))
    .description('count events by mode, agency and type')
    .action((options) => printStatistics(asking(), options, output())),
  counted(
    new Command('breakdown').argument(
      '<by...>',
      'one to three of: type, agency, actor, incident, mode, day, month, hour, area, cell, or a field such as subject',
    ),
  )
    .description('count events by what they say, the most frequent first: breakdown checkpoint month')
    .option('--sum <field>', 'add the numbers of this field up')
    .option('--at-least <count>', 'only groups of so many events', count(1, 1_000_000), 1)
    .option('--last-type <type...>', 'only groups whose last event is of one of these: begun and not over')
    .option('--due <field>', 'the field that says by when')
    .option('--due-before <instant>', 'only what is due before this moment, the nearest first', instant)
    .option('--first <count>', 'how many at most, 1 to 100', count(1, 100), 50)
    .action((by: readonly string[], options) => printBreakdown(asking(), { ...options, by }, output())),
  new Command('query')
    .argument(
      '<graphql>',
      'the text, such as "{ incidents { totalCount } }"; a file; or - for standard input',
    )
    .description('ask in GraphQL')
    .option('--variables <json>', 'the variables of the question')
    .action((text: string, options: { variables?: string }) =>
      query(asking(), text, options.variables, output()),
    ),
  new Command('reads')
    .description('list who read data about persons, the latest first; for auditors (--as joc/auditor)')
    .option('--subject <code>', 'about this person')
    .option('--agency <agency>', 'by members of this agency')
    .option('--reader <name>', 'by this person')
    .option('--owner <agency>', 'of records of this agency')
    .option('--incident <incident>', 'about this incident')
    .option('--case <case>', 'in this case')
    .option('--purpose <purpose>', 'for this purpose')
    .option('--field <field>', 'of this field, such as SightingReported.interview.name')
    .option('--from <instant>', 'at this moment or later', instant)
    .option('--until <instant>', 'before this moment', instant)
    .option('--first <count>', 'how many at most, 1 to 100', count(1, 100), 20)
    .addOption(csvOption())
    .action((options) => listReads(asking(), options, output())),
  new Command('access-report')
    .argument('<code>', 'the code of the person, such as P-1')
    .description('print what a person is told who asks who read about them; for auditors')
    .addOption(csvOption())
    .action((subject: string, options) => printAccessReport(asking(), { ...options, subject }, output())),
  new Command('token')
    .argument('<agency/role>', 'such as police/duty-officer')
    .description('print the token of an agency and role')
    .action((who: string) => {
      const token = tokenFor(session(), who)
      output().out(output().json ? JSON.stringify({ token }) : token)
    }),
  new Command('status')
    .description('print whether each process of the system is ready; ends with status 1 where one is not')
    .addOption(csvOption())
    .action(async (options) => {
      if (!(await printStatus(session(), options, output()))) end(exitCodes.refused)
    }),
  new Command('follow')
    .description('print what is recorded as it is recorded, until interrupted')
    .option('--after <position>', 'begin after this position; left out, with what comes next', position)
    .option('--incident <incident>', 'only what concerns this one')
    .addOption(csvOption())
    .action((options) => follow(asking(), options, output())),
  new Command('replay')
    .argument('<incident>', 'its id, such as INC-ESC')
    .description('print the timeline of an incident')
    .option('--speed <factor>', 'seconds of the story in one second; left out, at once', count(1, 1_000_000))
    .addOption(csvOption())
    .addOption(learnedOption('after'))
    .addOption(learnedOption('until'))
    .addOption(knownOption())
    .addOption(validOption())
    .action((incident: string, options) => replay(asking(), { ...options, incident }, output())),
]

const knownOption = () =>
  new Option('--known <moment>', 'as known then: an instant with its offset, or a position').argParser(known)

/** What came to the agency that asks in a stretch of time, by a release or otherwise. */
const learnedOption = (end: 'after' | 'until') =>
  new Option(
    `--learned-${end} <moment>`,
    `what your agency ${end === 'after' ? 'learned after' : 'had learned by'} then: an instant or a position`,
  ).argParser(known)

const validOption = () => new Option('--valid <instant>', 'as it was then').argParser(instant)

const csvOption = () => new Option('--csv', 'print CSV with a heading, and nothing else')

/** With the options of a command that counts events. */
const counted = (command: Command): Command =>
  command
    .option('--type <type...>', 'of one of these types')
    .option('--incident <incident>', 'recorded in this one')
    .option('--agency <agency...>', 'recorded by one of these')
    .option('--mode <mode...>', `one or more of ${modes.join(', ')}`, oneOf(modes))
    .option('--text <words>', 'that hold words which begin so')
    .option('--from <instant>', 'that happened after this moment', instant)
    .option('--until <instant>', 'that happened before this moment', instant)
    .addOption(learnedOption('after'))
    .addOption(learnedOption('until'))
    .addOption(csvOption())
    .addOption(knownOption())
    .addOption(validOption())

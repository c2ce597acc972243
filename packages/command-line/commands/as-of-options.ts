import { type Command, Option } from 'commander'
import { instant, type KnownOption, known } from '../option-values.ts'

/** At which two moments a question is asked: as known then, and as it was then. Left out: now. */
export interface AsOfOptions {
  readonly known?: KnownOption | undefined
  readonly valid?: string | undefined
}

/** The command, asking at two moments if it is told to. */
export const withAsOf = (command: Command): Command =>
  command
    .addOption(
      new Option(
        '--known <moment>',
        'with what was known at this moment: an instant with its offset, or a position',
      ).argParser(known),
    )
    .addOption(
      new Option('--valid <instant>', 'as things were at this moment: an instant with its offset').argParser(
        instant,
      ),
    )

/** The argument `asOf` of the joint API; null where a question is about now. */
export const asOfOf = ({ known, valid }: AsOfOptions) =>
  known === undefined && valid === undefined ? null : { known, valid }

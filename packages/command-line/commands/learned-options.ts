import { type Command, Option } from 'commander'
import { type KnownOption, known } from '../option-values.ts'

/** When something came to the agency that asks: after one moment, and by another. */
export interface LearnedOptions {
  readonly learnedAfter?: KnownOption | undefined
  readonly learnedUntil?: KnownOption | undefined
}

/** The command, asking only for what came to the agency that asks in a stretch of time, if it is told to. */
export const withLearned = (command: Command): Command =>
  command
    .addOption(
      new Option(
        '--learned-after <moment>',
        'only what your agency learned after this moment: an instant or a position',
      ).argParser(known),
    )
    .addOption(
      new Option(
        '--learned-until <moment>',
        'only what your agency had learned by this moment: an instant or a position',
      ).argParser(known),
    )

/** The same as the API takes it, of options that may say more. */
export const learnedOf = ({ learnedAfter, learnedUntil }: LearnedOptions) => ({ learnedAfter, learnedUntil })

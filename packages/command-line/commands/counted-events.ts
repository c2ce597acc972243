import type { Command } from 'commander'
import { instant, oneOf } from '../option-values.ts'
import { type AsOfOptions, withAsOf } from './as-of-options.ts'
import { csvOption } from './csv-option.ts'
import { type LearnedOptions, learnedOf, withLearned } from './learned-options.ts'

/** Which events are counted; all conditions hold together. */
export interface CountedOptions extends AsOfOptions, LearnedOptions {
  readonly incident?: string
  readonly type?: readonly string[]
  readonly agency?: readonly string[]
  readonly mode?: readonly string[]
  readonly text?: string
  readonly from?: string
  readonly until?: string
  readonly csv?: boolean
}

/** The argument `filter` of the joint API. */
export const countedFilterOf = ({
  incident,
  type,
  agency,
  mode,
  text,
  from,
  until,
  ...learned
}: CountedOptions) => ({
  ...learnedOf(learned),
  incident,
  types: type,
  agencies: agency,
  modes: mode?.map((one) => one.toUpperCase()),
  text,
  occurredAfter: from,
  occurredBefore: until,
})

const modes = ['operational', 'exercise', 'test'] as const

/** The command, with the options that say which events it counts. */
export const withCountedEvents = (command: Command): Command =>
  withAsOf(
    withLearned(command)
      .option('--type <type...>', 'of one of these types')
      .option('--incident <incident>', 'recorded in this one')
      .option('--agency <agency...>', 'recorded by one of these')
      .option('--mode <mode...>', `one or more of ${modes.join(', ')}`, oneOf(modes))
      .option('--text <words>', 'only events that hold words with these beginnings')
      .option('--from <instant>', 'that happened after this moment', instant)
      .option('--until <instant>', 'that happened before this moment', instant)
      .addOption(csvOption()),
  )

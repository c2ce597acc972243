import type { Command, CommandDataOf, EventDefinition, EventOf, Rejection } from '@concord/kernel'
import type { Vocabulary } from '../agency-definition.ts'
import type { Declared } from '../changes/declared.ts'
import { lastStanding, type RecordState, type Records, standingRecords } from './records.ts'

/**
 * An agency's own rules as a table: for an event type, why the command that asks for it is refused. A type that the
 * agency does not record does not compile, and neither does a field that nobody declares: no rule falls silent because
 * something got another name.
 */
export const defineRules = <const Spoken extends EventDefinition>(
  events: readonly Spoken[],
  table: RuleTable<Spoken>,
): ((command: Command, records: Records) => Rejection | undefined) => {
  const rules = table as unknown as Readonly<Record<string, Rule | undefined>>
  const byCommand = new Map(events.map(({ type, command }) => [command, rules[type]]))
  return (command, records) => byCommand.get(command.name)?.(command, pastOf(records))
}

/** One rule at most for each event type. It is given the command and what stands, and says why not, where it has to. */
type RuleTable<Spoken extends EventDefinition> = {
  readonly [Type in Spoken['type']]?: (
    command: Command<string, Declared<CommandDataOf<Named<Spoken, Type>>>>,
    past: Past<Spoken>,
  ) => Rejection | undefined
}

type Rule = (command: Command, past: ReturnType<typeof pastOf>) => Rejection | undefined

/** What stands in a stream of an agency that records these event types. */
interface Past<Spoken extends EventDefinition> {
  readonly records: Records
  /** The standing records of some types, oldest first, a correction in the place of what it corrects. */
  readonly standing: <Type extends Spoken['type']>(
    ...types: readonly Type[]
  ) => readonly StandingRecord<Spoken, Type>[]
  /** The last of them that is meant. */
  readonly last: <Type extends Spoken['type']>(
    types: readonly Type[],
    isMeant?: (record: StandingRecord<Spoken, Type>) => boolean,
  ) => StandingRecord<Spoken, Type> | undefined
}

/** What stands in a stream of an agency that speaks this vocabulary. */
export type PastOf<Spoken extends Pick<Vocabulary, 'events'>> = Past<Spoken['events'][number]>

/** A record with the details that its type declares: the codec has read it by them. */
type StandingRecord<Spoken extends EventDefinition, Type extends string> = Type extends string
  ? { readonly type: Type; readonly data: Declared<EventOf<Named<Spoken, Type>>['data']> }
  : never

type Named<Spoken extends EventDefinition, Type extends string> = Extract<Spoken, { readonly type: Type }>

const pastOf = (records: Records) => ({
  records,
  standing: (...types: readonly string[]): readonly RecordState[] =>
    standingRecords(records).filter(isOneOf(types)).toArray(),
  last: (
    types: readonly string[],
    isMeant: (record: RecordState) => boolean = () => true,
  ): RecordState | undefined => {
    const isType = isOneOf(types)
    return lastStanding(records, (record) => isType(record) && isMeant(record))
  },
})

const isOneOf =
  (types: readonly string[]) =>
  ({ type }: RecordState): boolean =>
    types.includes(type)

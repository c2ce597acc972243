import { type Command, type Decider, err, type ProposedEvent, type RecordedEvent } from '@concord/kernel'
import { Map as ImmutableMap } from 'immutable'
import { validate as isUuid } from 'uuid'

/** A decider's state, with the references by which senders know the stream's records. */
export interface WithReferences<State> {
  readonly own: State
  readonly idOfReference: ImmutableMap<string, string>
}

/** What a decider asks to be recorded, with the records it corrects or retracts named by their ids. */
export interface AimedEvent extends ProposedEvent {
  readonly corrects?: string
  readonly retracts?: string
}

/**
 * Lets a command name the record that it corrects or retracts by the sender's reference: the decider within and the log
 * only ever see the event's id. The first record under a reference keeps it.
 */
export const withReferences = <State>(decider: Decider<State>): Decider<WithReferences<State>> => ({
  initialState: { own: decider.initialState, idOfReference: ImmutableMap() },
  evolve: (state, event) => ({
    own: decider.evolve(state.own, event),
    idOfReference: remember(state.idOfReference, event),
  }),
  decide: (command, state) => {
    const { corrects, retracts } = command.context
    if (corrects === undefined && retracts === undefined) return decider.decide(command, state.own)
    const aim: { corrects?: string; retracts?: string } = {}
    for (const way of ['corrects', 'retracts'] as const) {
      const named = command.context[way]
      if (named === undefined) continue
      const id = isUuid(named) ? named.toLowerCase() : state.idOfReference.get(named)
      if (id === undefined) return unknownRecord(named)
      aim[way] = id
    }
    const decided = decider.decide(aimed(command, aim), state.own)
    if (!decided.ok) return decided
    return { ok: true, value: decided.value.map((event): AimedEvent => ({ ...event, ...aim })) }
  },
})

const remember = (
  idOfReference: ImmutableMap<string, string>,
  { id, envelope }: RecordedEvent,
): ImmutableMap<string, string> =>
  envelope.reference === undefined || idOfReference.has(envelope.reference)
    ? idOfReference
    : idOfReference.set(envelope.reference, id)

const aimed = (command: Command, aim: Partial<AimedEvent>): Command => ({
  ...command,
  context: { ...command.context, ...aim },
})

const unknownRecord = (named: string) =>
  err({ code: 'unknown-record', detail: `This agency has no record ${named} in this incident.` })

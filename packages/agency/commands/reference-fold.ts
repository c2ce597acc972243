import { namingRecords, unknownRecord } from '@concord/incident'
import { type AppendedEvent, type Command, type Decider, err, type ProposedEvent } from '@concord/kernel'
import { Map as ImmutableMap } from 'immutable'
import { validate as isUuid } from 'uuid'

/** A decider's state, with the references by which senders know the stream's records. */
export interface WithReferences<State> {
  readonly own: State
  readonly idOfReference: ImmutableMap<string, string>
}

/**
 * Lets a command name the record that it corrects, retracts, releases or gives back by the sender's reference: the
 * decider within and the log only ever see the event's id. The first record under a reference keeps it, also where
 * that looks like an id; only the older system that another one comes from means its own.
 */
export const withReferences = <State>(decider: Decider<State>): Decider<WithReferences<State>> => ({
  initialState: { own: decider.initialState, idOfReference: ImmutableMap() },
  evolve: (state, event) => ({
    own: decider.evolve(state.own, event),
    idOfReference: remember(state.idOfReference, event),
  }),
  decide: (command, { own, idOfReference }) => {
    const named = namedBy(command)
    const { imported } = command.context
    const ids: { -readonly [Way in keyof Named]: string } = {}
    for (const way of ['corrects', 'retracts', 'releases'] as const) {
      const name = named[way]
      if (name === undefined) continue
      const id =
        (imported && idOfReference.get(withinSystem(imported.system, name))) ??
        idOfReference.get(name) ??
        (isUuid(name) ? name.toLowerCase() : undefined)
      if (id === undefined) return err(unknownRecord(name))
      ids[way] = id
    }
    const { releases: released, ...aim } = ids
    const decided = decider.decide(aimed(command, aim, released), own)
    if (!decided.ok) return decided
    return { ok: true, value: decided.value.map((event): ProposedEvent => ({ ...aim, ...event })) }
  },
})

/** The records that a command names, as its sender calls them. */
interface Named {
  readonly corrects?: string | undefined
  readonly retracts?: string | undefined
  readonly releases?: string | undefined
}

const namedBy = ({ name, data, context: { corrects, retracts } }: Command): Named => ({
  corrects,
  retracts,
  releases: namingRecords.has(name) ? (data as { readonly event?: string }).event : undefined,
})

const aimed = (
  command: Command,
  aim: Pick<ProposedEvent, 'corrects' | 'retracts'>,
  released: string | undefined,
): Command => ({
  ...command,
  data: released === undefined ? command.data : { ...(command.data as object), event: released },
  context: { ...command.context, ...aim },
})

const remember = (
  idOfReference: ImmutableMap<string, string>,
  { id, envelope: { reference, imported } }: AppendedEvent,
): ImmutableMap<string, string> => {
  if (reference === undefined) return idOfReference
  if (!idOfReference.has(reference)) return idOfReference.set(reference, id)
  const own = imported && withinSystem(imported.system, reference)
  return own === undefined || idOfReference.has(own) ? idOfReference : idOfReference.set(own, id)
}

/** Where a system's own record is found under a reference that another one has: a reference has no spaces. */
const withinSystem = (system: string, reference: string): string => `${system} ${reference}`

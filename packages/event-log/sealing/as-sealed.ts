import { createSecretKey, randomBytes } from 'node:crypto'
import { type EventDefinition, type NewEvent, withoutSealed } from '@concord/kernel'
import { personalPaths } from './personal-paths.ts'
import { sealEvent } from './seal-event.ts'
import { unagreedPersons } from './unagreed-persons.ts'

/**
 * What the log would hold of an event, with `instead` in the place of everything that would be sealed: to be shown before
 * anything is recorded. Makes no key for anybody, and asks no key ring.
 */
export const asSealed = async (
  { data: schema }: Pick<EventDefinition, 'data'>,
  stream: string,
  event: NewEvent,
  instead: unknown,
): Promise<Pick<NewEvent, 'data' | 'envelope'>> => {
  const paths = [...personalPaths(schema), ...unagreedPersons(schema, event.data)]
  const { data, envelope } = await sealEvent(throwaway, paths, stream, event)
  return withoutSealed({ data, envelope }, instead) as Pick<NewEvent, 'data' | 'envelope'>
}

/** The same key for everything: what is sealed under it is shown to nobody. */
const key = { id: 'throwaway', key: createSecretKey(randomBytes(32)) }
const throwaway = { keyFor: async () => key }

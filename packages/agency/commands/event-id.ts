import { v5 as uuidv5 } from 'uuid'

/** Under this name all command ids made from references are gathered. */
const references = '5b0c6f2e-8d2b-5f0a-9c55-3a8a7f1f4f0d'

/**
 * The id of a command that its sender knows by a reference only, such as `NB25-07`. The same reference of the same
 * system gives the same id, so bringing a file in twice changes nothing.
 */
export const commandIdOf = (agency: string, system: string | undefined, reference: string): string =>
  uuidv5(JSON.stringify([agency, system ?? null, reference]), references)

/** UUIDv5 of the command's id and the event's place among what the command brought about: a repeat gives the same. */
export const eventIdOf = (commandId: string, stream: string, index: number): string =>
  uuidv5(`${stream}#${index}`, commandId)

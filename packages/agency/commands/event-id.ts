import { v5 as uuidv5 } from 'uuid'

/** Under this name all command ids made from references are gathered. */
const references = '5b0c6f2e-8d2b-5f0a-9c55-3a8a7f1f4f0d'

/**
 * The id of a command that its sender knows by a reference only, such as `NB25-07`. The same reference of the same
 * system gives the same id, so bringing a file in twice changes nothing.
 */
export const commandIdOf = (agency: string, system: string | undefined, reference: string): string =>
  uuidv5(JSON.stringify([agency, system ?? null, reference]), references)

/** Under this name the keys that members of other agencies send are gathered. */
const ofOthers = '0f6b3c1d-6f0e-5c0b-9a5d-2c1f7f0c9b1e'

/**
 * The id of a command that another agency's member gives under a key, or a reference, of their own. It is that
 * agency's alone: nobody learns by a key whether somebody else has used it, is given another's answer, or takes a key
 * away from others.
 */
export const commandIdOfOther = (caller: string, key: string): string =>
  uuidv5(JSON.stringify([caller, key]), ofOthers)

/**
 * UUIDv5 of the command's id and the event's place among what the command brought about: a repeat gives the same. An id that is
 * taken, by what a stolen key signed, is left out.
 */
export const eventIdOf = (
  commandId: string,
  stream: string,
  index: number,
  isTaken: (id: string) => boolean = () => false,
): string => {
  let name = `${stream}#${index}`
  while (isTaken(uuidv5(name, commandId))) name += ' again'
  return uuidv5(name, commandId)
}

import type { Refusal, WrittenEvent } from '../form/stored-event.ts'
import type { Ownership } from '../ownership.ts'
import type { Judged, KeyRegister } from '../signing/key-register.ts'
import type { RegisteredKey } from '../signing/registered-key.ts'
import { type ChainHeads, openChains } from './chains.ts'

/**
 * How much is checked before an event is given out.
 *
 * In all cases but `none`: the event names a key of the stream's owner that was valid when it was recorded, and it
 * continues the chain of its stream as far as the reader has seen that stream.
 *
 * - `every`: and its own signature is right.
 * - `chain-heads`: and its own signature is right, or that of a later event of the same stream that was read in the
 *   same block and is linked to it by hashes. A signature covers the hash of the event before and with it everything
 *   before, so the owner stands for all of it. Whatever no later signature covers is checked by its own.
 * - `none`: nothing. For tools that check by other means.
 */
export type Verification = 'every' | 'chain-heads' | 'none'

/**
 * Checks events in the order of the log; `undefined` stands for an event in order. Advances the heads past each.
 */
export type Checker = (
  events: readonly WrittenEvent[],
  heads: ChainHeads,
) => Promise<readonly (Refusal | undefined)[]>

/** Makes a checker, by default of keys as they stand now; `prepare` is asked first, so that keys the events need can be fetched. */
export const checker = (
  owners: Ownership,
  register: KeyRegister,
  prepare: (events: readonly WrittenEvent[]) => Promise<void>,
  verification: Verification,
  judged: Judged = 'now',
): Checker => {
  if (verification === 'none') return async (events) => events.map(() => undefined)
  return async (events, heads) => {
    await prepare(events)
    const refusals: (Refusal | undefined)[] = new Array(events.length).fill(undefined)
    const keys: (RegisteredKey | undefined)[] = new Array(events.length).fill(undefined)
    const runs = openRuns()
    const chains = openChains(heads)
    const ended: [number, RegisteredKey][] = []
    events.forEach((written, index) => {
      const { stream } = written.event
      const owner = owners.ownerOf(stream)
      const key = register.claim(owner, written, judged)
      const refusal = 'reason' in key ? key : undefined
      const broken = chains.link(written)
      const isEnded = refusal?.reason === 'ended-key'
      refusals[index] = isEnded ? (broken ?? refusal) : (refusal ?? broken)
      if (refusal ?? broken) runs.end(stream)
      if (isEnded) ended.push([index, register.key(written.envelope!.signature!.kid, owner!)!])
      if (!refusal && !broken) {
        keys[index] = key as RegisteredKey
        runs.add(stream, index)
      }
    })
    chains.end()
    // Their owner passes over them, so it must be sure that they are what the ended key signed.
    const findForged = async ([index, key]: [number, RegisteredKey]): Promise<void> => {
      if (!(await register.verify(key, events[index]!))) refusals[index] = badSignature
    }
    await Promise.all(ended.map(findForged))
    const isSigned = (index: number): Promise<boolean> => register.verify(keys[index]!, events[index]!)
    await Promise.all(runs.all().map((run) => checkRun(run, verification, isSigned, refusals)))
    return refusals
  }
}

const badSignature: Refusal = { reason: 'bad-signature', detail: 'The signature does not match the event.' }

/** Events of one stream in one block, each linked to the one before. */
type Run = readonly number[]

const openRuns = () => {
  const closed: Run[] = []
  const open = new Map<string, number[]>()
  return {
    add: (stream: string, index: number): void => {
      const run = open.get(stream)
      if (run) run.push(index)
      else open.set(stream, [index])
    },
    end: (stream: string): void => {
      const run = open.get(stream)
      if (run) closed.push(run)
      open.delete(stream)
    },
    all: (): readonly Run[] => [...closed, ...open.values()],
  }
}

/** From the newest on: the first right signature covers the rest, unless every one is to be checked. */
const checkRun = async (
  run: Run,
  verification: Verification,
  isSigned: (index: number) => Promise<boolean>,
  refusals: (Refusal | undefined)[],
): Promise<void> => {
  for (const index of run.toReversed()) {
    const signed = await isSigned(index)
    if (!signed) refusals[index] = badSignature
    if (signed && verification === 'chain-heads') return
  }
}

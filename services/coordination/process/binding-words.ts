import { type CommitmentChange, letGo } from '@concord/incident'
import type { Mode } from '@concord/kernel'
import type { Claim, Word } from './claims.ts'
import { claimedIn, type Disputes, type Thing, usesIn } from './dispute.ts'

/** What is heard of a thing. */
interface Heard {
  readonly thing: Thing
  readonly word: Word
}

/**
 * What is heard of which units when people are bound or let go. Of those who go without a name it is not known which they
 * are: they are taken from whom the agency had bound to that use by what was known then, as the picture takes them.
 */
export const bindingWords = (
  disputes: Disputes,
  mode: Mode,
  change: CommitmentChange,
  claim: (party: string, said: Pick<Claim, 'value' | 'personnel'>) => Claim,
): readonly Heard[] => {
  const { agency, unit, use, state, personnel } = change
  if (state === 'committed')
    return [{ thing: { kind: 'unit', agency, unit }, word: { claim: claim(use, { value: use, personnel }) } }]
  if (personnel === undefined)
    return unitsOf(disputes, mode, change).map(({ thing }) => ({ thing, word: { frees: [use] } }))
  const bound = boundTo(disputes, mode, change)
  const left = letGo(bound, change)
  const letsGo = (thing: Thing, people: number): Heard[] =>
    people > 0 ? [{ thing, word: { letsGo: { party: use, personnel: people } } }] : []
  // Of a unit that is named so many go, whatever becomes of what was claimed of it before.
  const named: Thing = { kind: 'unit', agency, unit }
  return [
    ...(unit === undefined ? [] : letsGo(named, personnel)),
    ...bound
      .filter(({ thing }) => unit === undefined || thing.unit === undefined)
      .flatMap((one): readonly Heard[] => {
        const stays = left.find(({ thing }) => thing === one.thing)
        if (stays === undefined) return [{ thing: one.thing, word: { frees: [use] } }]
        return letsGo(one.thing, (one.personnel ?? 0) - (stays.personnel ?? 0))
      }),
  ]
}

/** Whose people are free when they leave a use as a whole: the unit's, or all of the agency's who were ever bound to it. */
const unitsOf = (disputes: Disputes, mode: Mode, { agency, unit, use }: CommitmentChange) =>
  unit === undefined
    ? unitsIn(disputes, mode, agency).filter(({ dispute }) => usesIn(dispute).includes(use))
    : [{ thing: { kind: 'unit', agency, unit } as const }]

/** Whom an agency has bound to a use, as far as it is remembered. */
const boundTo = (disputes: Disputes, mode: Mode, { agency, use }: CommitmentChange) =>
  unitsIn(disputes, mode, agency).flatMap(({ dispute, thing }) =>
    claimedIn(dispute)
      .filter(({ party }) => party === use)
      .map(({ personnel }) => ({ agency, unit: thing.unit, use, personnel, thing })),
  )

const unitsIn = (disputes: Disputes, mode: Mode, agency: string) =>
  [...disputes.values()].flatMap((dispute) => {
    const { thing } = dispute
    const isMeant = dispute.mode === mode && thing.kind === 'unit' && thing.agency === agency
    return isMeant ? [{ dispute, thing }] : []
  })

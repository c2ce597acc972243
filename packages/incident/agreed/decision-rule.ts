import type { Command, Rejection } from '@concord/kernel'

interface Decision {
  readonly basis?: readonly string[]
  readonly decision?: string
  readonly unit?: string
  readonly fact?: unknown
  readonly allocations?: unknown
}

/** Why a decision is not acceptable: it must settle something, say what it rests on, and, of a unit, who stays on what. */
export const decisionForbids = ({ data, context }: Command): Rejection | undefined => {
  const { basis = [], decision, unit, fact, ...rest } = data as Decision
  if (basis.length === 0)
    return refuse('basis-missing', 'A decision needs `basis`: the events on which it rests.')
  if ((decision ?? unit ?? fact ?? context.summary) === undefined)
    return refuse(
      'nothing-decided',
      'A decision must say what is decided: `decision`, `unit` with allocations, or `fact`.',
    )
  const allocates =
    rest.allocations !== undefined || Object.values(rest).some((value) => typeof value === 'number')
  return unit !== undefined && !allocates
    ? refuse('allocations-missing', `Say how many people of ${unit} stay on which task or request.`)
    : undefined
}

const refuse = (code: string, detail: string): Rejection => ({ code, detail })

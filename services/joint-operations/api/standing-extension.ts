import type { Plugin } from 'graphql-yoga'
import { isAsyncIterable } from 'graphql-yoga'
import type { Arrival } from './authentication.ts'
import { type ChangePlace, placeText } from './change-place.ts'
import { closeErrors } from './close-errors.ts'
import type { ApiContext } from './context.ts'
import { type Reading, toldLagMs } from './reading.ts'
import type { ApiServices } from './services.ts'

interface Result {
  readonly errors?: readonly unknown[]
  readonly extensions?: Readonly<Record<string, unknown>>
}

/**
 * Puts the standing on every response as `extensions.concord`, refusals included, and makes every error one of the
 * closed list. A response carries the position it was read at, not that at which it is sent.
 */
export const useStanding = (services: ApiServices): Plugin<ApiContext & Arrival> => ({
  onExecutionResult: ({ result, setResult, context }) => {
    if (result === undefined || isAsyncIterable(result) || Array.isArray(result)) return
    const { reading, reader } = context as Partial<ApiContext> & Arrival
    const standing = reading?.standing ?? (reader && services.picture.standingFor(reader))
    const concord = standing && concordOf(standing, reading?.imported ?? 0)
    setResult(finished(result as Result, concord) as never)
  },
  onSubscribe: ({ args }) => ({
    onSubscribeResult: () => ({
      onNext: ({ result, setResult }) => {
        const { reading } = args.contextValue as ApiContext
        const { standing, imported, place } = reading
        setResult(finished(result as Result, concordOf(standing, imported, place)) as never)
      },
    }),
  }),
})

const concordOf = (standing: Reading['standing'], imported: number, place?: ChangePlace) => ({
  position: String(standing.position),
  lagMs: toldLagMs(standing),
  stale: standing.stale,
  imported,
  ...(place ? { place: placeText(place) } : {}),
})

const finished = (result: Result, concord: ReturnType<typeof concordOf> | undefined): Result => {
  const closed = closeErrors(result)
  return concord ? { ...closed, extensions: { ...closed.extensions, concord } } : closed
}

import type { EventStoreDBClient } from '@eventstore/db-client'
import { processorMs } from './processor-time.ts'

/** A server and a client that is connected to it. */
export interface Side {
  readonly client: EventStoreDBClient
  readonly pid: number
}

/** What one side did in the middle of its rounds. */
export interface Pace {
  readonly perSecond: number
  /** Microseconds of processor time for each event. */
  readonly clientCost: number
  readonly serverCost: number
}

export interface Comparison {
  readonly node: Pace
  readonly echo: Pace
  /** The node's rate to the other's, of rounds that followed each other; the middle of all rounds. */
  readonly share: number
}

/**
 * Lets `work`, which tells its events per second, run on both sides in turn. Who is first changes from round to
 * round, and rounds are compared in pairs: whatever else the machine does meanwhile hits both alike.
 */
export const sideBySide = async (
  node: Side,
  echo: Side,
  rounds: number,
  work: (client: EventStoreDBClient) => Promise<number>,
): Promise<Comparison> => {
  const pairs: { readonly node: Pace; readonly echo: Pace }[] = []
  for (let round = 0; round < rounds; round++) {
    const echoFirst = round % 2 === 0 ? await pace(echo, work) : undefined
    const onNode = await pace(node, work)
    pairs.push({ node: onNode, echo: echoFirst ?? (await pace(echo, work)) })
  }
  return {
    node: middlePace(pairs.map((pair) => pair.node)),
    echo: middlePace(pairs.map((pair) => pair.echo)),
    share: middle(pairs.map((pair) => pair.node.perSecond / pair.echo.perSecond)),
  }
}

const pace = async (
  { client, pid }: Side,
  work: (client: EventStoreDBClient) => Promise<number>,
): Promise<Pace> => {
  const start = performance.now()
  const server = processorMs(pid)
  const own = process.cpuUsage()
  const perSecond = await work(client)
  const { user, system } = process.cpuUsage(own)
  const events = (perSecond * (performance.now() - start)) / 1000
  return {
    perSecond,
    clientCost: (user + system) / events,
    serverCost: ((processorMs(pid) - server) * 1000) / events,
  }
}

const middlePace = (paces: readonly Pace[]): Pace => ({
  perSecond: middle(paces.map((each) => each.perSecond)),
  clientCost: middle(paces.map((each) => each.clientCost)),
  serverCost: middle(paces.map((each) => each.serverCost)),
})

const middle = (figures: readonly number[]): number =>
  [...figures].sort((x, y) => x - y)[Math.floor(figures.length / 2)]!

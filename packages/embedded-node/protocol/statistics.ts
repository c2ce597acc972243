/** What a running node tells about itself. Counts are since its start. */
export interface NodeStatistics {
  readonly startedAt: string
  readonly upSeconds: number
  /** How long the store took to open, of the time that the process took to be ready. */
  readonly openedInMs: number
  /** The place of the last committed event; 0 in an empty store. */
  readonly lastPosition: number
  readonly streams: number
  readonly logBytes: number
  readonly writeAheadBytes: number
  /** Appends, deletions and tombstones that were written. */
  readonly writes: number
  /** Transactions, each with one sync: writes over groups says how well writers share them. */
  readonly groups: number
  readonly connections: number
  readonly openCalls: number
  /** Subscriptions that have caught up. */
  readonly liveSubscriptions: number
  /** What was sent to slow readers and waits for them. */
  readonly waitingBytes: number
  readonly residentBytes: number
  readonly heapBytes: number
  /** Calls by method, such as `streams.Streams/Read`. */
  readonly calls: Readonly<Record<string, number>>
}

/** The statistics in Prometheus' text format. */
export const prometheusText = async (statistics: NodeStatistics): Promise<string> => {
  // Loaded here: a node that nobody asks this way need not wait for it.
  const { Gauge, Registry } = await import('prom-client')
  const registry = new Registry()
  const tell = (name: string, help: string, value: number): void => {
    new Gauge({ name: `concord_node_${name}`, help, registers: [registry] }).set(value)
  }
  tell('up_seconds', 'Seconds since the node started.', statistics.upSeconds)
  tell('opened_in_ms', 'Milliseconds that the store took to open.', statistics.openedInMs)
  tell('last_position', 'Position of the last committed event.', statistics.lastPosition)
  tell('streams', 'Streams that ever had an event or metadata.', statistics.streams)
  tell('log_bytes', 'Bytes of the log on disk.', statistics.logBytes)
  tell('write_ahead_bytes', 'Bytes of the write-ahead log on disk.', statistics.writeAheadBytes)
  tell('writes', 'Writes since the start.', statistics.writes)
  tell('groups', 'Transactions since the start, each with one sync.', statistics.groups)
  tell('connections', 'Open connections.', statistics.connections)
  tell('open_calls', 'Calls under way, subscriptions among them.', statistics.openCalls)
  tell('live_subscriptions', 'Subscriptions that have caught up.', statistics.liveSubscriptions)
  tell('waiting_bytes', 'Bytes sent that slow readers have not taken yet.', statistics.waitingBytes)
  tell('resident_bytes', 'Resident memory of the process.', statistics.residentBytes)
  tell('heap_bytes', 'Used JavaScript heap.', statistics.heapBytes)
  const calls = new Gauge({
    name: 'concord_node_calls',
    help: 'Calls since the start, by method.',
    labelNames: ['method'],
    registers: [registry],
  })
  for (const [method, count] of Object.entries(statistics.calls)) calls.set({ method }, count)
  return registry.metrics()
}

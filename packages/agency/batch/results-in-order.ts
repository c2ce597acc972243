/** How much may be worked on at the same time. */
export interface Bounds<Input> {
  /** How many inputs may be worked on at a time. */
  readonly most: number
  /** How much they may weigh together; a single heavier one is worked on alone. */
  readonly mostWeight: number
  readonly weigh: (input: Input) => number
}

/**
 * Works on inputs at the same time and gives the results in the order of the inputs. A result is given as soon as it
 * and those before it are there, however slowly the inputs come. An input is taken only when there is room for it and
 * somebody asks for results, so a slow reader slows the writer down and nothing piles up.
 *
 * `work` is begun in the order of the inputs. It must not fail. When the source fails, what was begun is given first.
 */
export async function* resultsInOrder<Input, Output>(
  source: AsyncIterable<Input>,
  { most, mostWeight, weigh }: Bounds<Input>,
  work: (input: Input) => Promise<Output>,
): AsyncGenerator<Output> {
  const inputs = source[Symbol.asyncIterator]()
  const begun: Begun<Output>[] = []
  let weight = 0
  let waiting: Input | undefined
  let next: Promise<Arrival<Input>> | undefined
  let ended: Arrival<Input> | undefined

  /** Unless there is no room for it yet. */
  const begin = (input: Input): boolean => {
    const mine = weigh(input)
    const isRoom = begun.length === 0 || (begun.length < most && weight + mine <= mostWeight)
    if (!isRoom) return false
    weight += mine
    begun.push({ result: work(input), weight: mine })
    return true
  }
  /** Whichever is there first: the result that is to be given next, or what the source says. */
  const firstOf = (head: Begun<Output> | undefined) =>
    Promise.race([...(head ? [head.result.then(() => 'result' as const)] : []), ...(next ? [next] : [])])

  try {
    while (true) {
      if (waiting !== undefined && begin(waiting)) waiting = undefined
      if (waiting === undefined && !ended && begun.length < most) next ??= inputs.next().then(arrived, failed)
      const head = begun[0]
      if (head === undefined && next === undefined) break

      const first = await firstOf(head)
      if (first === 'result') {
        begun.shift()
        weight -= head!.weight
        yield await head!.result
        continue
      }
      next = undefined
      if (first.kind === 'input') waiting = first.input
      else ended = first
    }
    if (ended?.kind === 'failed') throw ended.error
  } finally {
    const closed = inputs.return?.()
    // A source that is being asked answers that first; it may never come.
    if (next === undefined) await closed
  }
}

interface Begun<Output> {
  readonly result: Promise<Output>
  readonly weight: number
}

type Arrival<Input> =
  | { readonly kind: 'input'; readonly input: Input }
  | { readonly kind: 'end' }
  | { readonly kind: 'failed'; readonly error: unknown }

const arrived = <Input>({ done, value }: IteratorResult<Input>): Arrival<Input> =>
  done ? { kind: 'end' } : { kind: 'input', input: value as Input }

const failed = (error: unknown): Arrival<never> => ({ kind: 'failed', error })

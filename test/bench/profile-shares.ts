/** What of a profile of V8 tells where time goes. */
export interface Profile {
  readonly nodes: readonly ProfileNode[]
  /** The node in which each sample was taken, and the microseconds since the sample before. */
  readonly samples: readonly number[]
  readonly timeDeltas: readonly number[]
}

interface ProfileNode {
  readonly id: number
  readonly callFrame: { readonly functionName: string; readonly url: string }
  readonly children?: readonly number[]
}

/** A part of the program, and its share of the time in which the thread did anything. */
export interface Share {
  readonly part: string
  readonly share: number
}

/** The engine's own names for what is in no function. */
const engineParts: Readonly<Record<string, string>> = {
  '(garbage collector)': 'collecting garbage',
  '(program)': 'outside JavaScript',
}

/** Who spends how much by itself, the largest first; what is native is spent by whoever called it. */
export const sharesOf = ({ nodes, samples, timeDeltas }: Profile, root: string): readonly Share[] => {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const callers = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])))
  const partOf = (id: number | undefined): string | undefined => {
    const node = id === undefined ? undefined : byId.get(id)
    if (node === undefined) return undefined
    const { functionName, url } = node.callFrame
    // Neither idling nor the profile itself is the program's.
    if (functionName === '(idle)' || url === 'node:inspector') return undefined
    return engineParts[functionName] ?? (url === '' ? partOf(callers.get(node.id)) : partOfUrl(url, root))
  }
  const spent = new Map<string, number>()
  for (const [index, id] of samples.entries()) {
    const part = partOf(id)
    if (part !== undefined) spent.set(part, (spent.get(part) ?? 0) + timeDeltas[index]!)
  }
  const total = [...spent.values()].reduce((sum, us) => sum + us, 0)
  return [...spent]
    .map(([part, us]) => ({ part, share: us / total }))
    .toSorted((one, other) => other.share - one.share)
}

/** Such as `packages/agency/http`, `express`, `node:http2`; of the platform's own, inner ones by the name of their folder. */
const partOfUrl = (url: string, root: string): string => {
  if (url.startsWith('node:')) return url.replace('internal/', '').split('/')[0]!
  const [, library] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url) ?? []
  if (library !== undefined) return library
  return url
    .replace(/^file:\/\//, '')
    .replace(root, '')
    .split('/')
    .slice(0, -1)
    .join('/')
}

import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { fillStore } from './fill-store.ts'
import { processorTimeEver } from './processor-time.ts'
import { pathOf, type ServerProcess, startProcess } from './server-process.ts'

/**
 * How soon a node is ready, by the clock and by processor time, and where that goes: into Node itself, into loading the node's
 * program, into a store of each size. They take turns, so that whatever else the machine does hits all alike, and the middle of
 * all rounds is told. The first start of all finds nothing that was compiled before.
 *
 * --sizes of the logs in events, --rounds, --folder for the stores: 10 M events take some 4 GB there. --log names the folder of a
 * filled log to open besides.
 */
const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '1000,1000000' },
    rounds: { type: 'string', default: '9' },
    folder: { type: 'string', default: tmpdir() },
    log: { type: 'string' },
  },
})

const folder = await mkdtemp(join(values.folder, 'node-start-'))
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))

/** What a start is of, and how the process is begun. */
interface Start {
  readonly what: string
  readonly begin: () => Promise<ServerProcess>
}

const compiled = { NODE_COMPILE_CACHE: join(folder, 'compiled') }

const startOf = (what: string, log: string): Start => ({
  what,
  begin: () => startProcess('../main.ts', ['--insecure', '--port', '0', '--data', log], [], compiled),
})

/** A process that imports so much and then says that it is ready. */
const startWith = (what: string, ...modules: readonly string[]): Start => ({
  what,
  begin: () => startProcess('./ready-process.mjs', modules.map(pathOf), [], compiled),
})

interface Cost {
  readonly clockMs: number
  readonly processorMs: number
}

const costOf = async ({ begin }: Start): Promise<Cost> => {
  const began = performance.now()
  const started = await begin()
  const cost = { clockMs: performance.now() - began, processorMs: processorTimeEver(started.pid) }
  await started.stop()
  return cost
}

const tell = (what: string, { clockMs, processorMs }: Cost): void =>
  console.log(
    `${what.padEnd(44)}${clockMs.toFixed(0).padStart(8)} ms${processorMs.toFixed(0).padStart(10)} ms`,
  )

const middle = (figures: readonly number[]): number =>
  figures.toSorted((x, y) => x - y)[Math.floor(figures.length / 2)]!

const filled = async (size: string): Promise<Start> => {
  const log = join(folder, size)
  await fillStore(log, Number(size))
  return startOf(`a node, ${Number(size).toLocaleString('en')} events`, log)
}

console.log(`${'until it is ready'.padEnd(44)}${'clock'.padStart(11)}${'processor'.padStart(13)}`)
tell('a node for the first time, an empty store', await costOf(startOf('', join(folder, 'first'))))
const starts: Start[] = [
  startWith('Node alone'),
  startWith("Node with the node's program", '../keep-compiled.mjs', '../command.ts', '../commands/serve.ts'),
]
for (const size of values.sizes.split(',').filter((each) => each !== '')) starts.push(await filled(size))
if (values.log !== undefined) starts.push(startOf(`a node on ${values.log}`, values.log))

const costs = new Map(starts.map((start) => [start, [] as Cost[]]))
for (let round = 0; round < Number(values.rounds); round++) {
  for (const start of starts) costs.get(start)!.push(await costOf(start))
}
for (const [{ what }, all] of costs) {
  tell(what, {
    clockMs: middle(all.map((cost) => cost.clockMs)),
    processorMs: middle(all.map((cost) => cost.processorMs)),
  })
}

import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { roster } from '../services/roster.ts'

/*
 * Who may import whom. Arrows point from what changes often to what changes rarely.
 */

const root = resolve(import.meta.dirname, '..')

interface Import {
  readonly from: string
  readonly to: string
  /** The package that it is of; undefined for files of the workspace and for what comes with Node. */
  readonly package: string | undefined
}

test('the kernel imports zod only', () => {
  const foreign = imports('packages/kernel').filter(
    ({ to }) => to !== 'zod' && !to.startsWith('packages/kernel/'),
  )
  // The language for tests asserts, and nothing that runs imports it.
  expect(foreign.filter(({ from }) => from !== 'packages/kernel/given.ts')).toEqual([])
})

test('packages know nothing of services, and no agency by name', () => {
  expect(imports('packages').filter(({ to }) => to.startsWith('services/'))).toEqual([])
  const name = new RegExp(`'(${roster.map((agency) => agency.name).join('|')})'`)
  expect(sources('packages').filter((file) => name.test(text(file)))).toEqual([])
})

test('a service imports no other service; only the joint services and the tests import the roster', () => {
  const crossing = imports('services').filter(
    ({ from, to }) => to.startsWith('services/') && roomOf(from) !== roomOf(to),
  )
  const allowed = ({ from, to }: Import) =>
    (from === 'services/roster.ts' && to.endsWith('/agency.ts')) ||
    (/^services\/roster(-meaning)?\.ts$/.test(to) &&
      /^services\/((joint-operations|coordination)\/|roster-meaning\.ts$)/.test(from))
  expect(crossing.filter((one) => !allowed(one))).toEqual([])
})

test('only the composition roots of services reach the log, and nobody but event-log the client', () => {
  const client = imports('').filter(({ to }) => to === '@eventstore/db-client')
  expect(client.map(({ from }) => roomOf(from)).filter((room) => !mayUseClient.includes(room))).toEqual([])
  const log = imports('services').filter(({ to }) => to === '@concord/event-log')
  expect(
    log.filter(({ from }) => !/\/main\.ts$|^services\/(joint-operations|coordination)\//.test(from)),
  ).toEqual([])
})

/** Besides the edge itself: what tests the node, and the whole system. */
const mayUseClient = ['packages/event-log', 'packages/embedded-node', 'test']

test('what an agency declares is pure: no clock, no chance, no environment, nothing of Node', () => {
  const declared = roster
    .map(({ name }) => (name === 'joc' ? 'coordination' : name))
    .flatMap((folder) => sources(`services/${folder}`))
    .filter((file) => /\/(agency|events|decider|view|[a-z]+-(events|view))\.ts$/.test(file))
  expect(declared.length).toBeGreaterThan(20)
  const impure = /from 'node:|process\.|Date\.now|new Date\(\)|Math\.random|randomUUID|\bfetch\(/
  expect(declared.filter((file) => impure.test(text(file)))).toEqual([])
})

test('a package declares what it imports, and nothing else', () => {
  const folders = globSync('{packages/*,services/*,infra,test}/package.json', { cwd: root }).map(dirname)
  const declaredIn = (folder: string) => {
    const { dependencies, devDependencies } = JSON.parse(text(`${folder}/package.json`))
    const names = Object.keys({ ...dependencies, ...devDependencies })
    return names.filter((name) => !name.startsWith('@types/')).sort()
  }
  expect(folders.map((folder) => [folder, declaredIn(folder)])).toEqual(
    folders.map((folder) => [folder, packagesIn(imports(folder, allFiles))]),
  )
})

test('no file imports itself through others, types included', () => {
  const files = imports('', allFiles).map(({ from, to }) => [from, entryOf(to)] as const)
  expect(inCircles(files).map((arrow) => arrow.join(' -> '))).toEqual([])
})

/** The file that a package of the workspace is entered by; of anything else, what was given. */
const entryOf = (to: string): string => to.replace(/^@concord\/([\w-]+)$/, 'packages/$1/index.ts')

/** Takes away, until nothing is left to take, what leads to a file without imports or comes from one that nobody imports. */
const inCircles = (arrows: readonly Arrow[]): readonly Arrow[] => {
  const importers = new Set(arrows.map(([from]) => from))
  const imported = new Set(arrows.map(([, to]) => to))
  const left = arrows.filter(([from, to]) => imported.has(from) && importers.has(to))
  return left.length === arrows.length ? arrows : inCircles(left)
}

type Arrow = readonly [from: string, to: string]

/** From the ground up, as their READMEs say; what stands on one floor does not import one another. */
const floorsOf: Readonly<Record<string, readonly (readonly string[])[]>> = {
  'packages/incident': [
    ['changes'],
    ['details', 'fold', 'agency-definition.ts'],
    ['conflicts', 'filed'],
    ['agreed'],
    ['vocabulary'],
    ['index.ts', 'testing'],
  ],
  'packages/event-log': [
    ['merkle', 'form', 'keep-going.ts'],
    ['own-events', 'sealing'],
    ['ownership.ts'],
    ['signing'],
    ['codec', 'checking', 'agency-keys.ts'],
    ['store'],
    ['key-changes', 'moves'],
    ['connected-event-log.ts'],
    ['heads', 'erasure', 'verify', 'stream-reader.ts', 'follow.ts'],
    ['appender.ts'],
    ['open-event-log.ts'],
    ['index.ts', 'testing', 'bench'],
  ],
  'services/joint-operations/picture': [
    ['asked', 'tables'],
    ['picture.ts'],
    ['admission.ts', 'knowledge'],
    ['definition'],
    ['fold'],
    ['questions'],
    ['live'],
    ['glass'],
    ['indexed-questions.ts'],
    ['open-picture.ts'],
    ['picture-worker.ts', 'testing'],
  ],
  'services/joint-operations/api': [
    ['api-error.ts', 'change-place.ts', 'print-result.ts', 'record-of-reads.ts', 'remembered-head.ts'],
    ['services.ts'],
    ['reading.ts'],
    ['context.ts', 'open-field.ts', 'derive'],
    [
      'schema',
      'limits',
      'pages',
      'authentication.ts',
      'close-errors.ts',
      'event-stream.ts',
      'metrics.ts',
      'readable-request.ts',
    ],
    ['at-least.ts', 'standing-extension.ts', 'check-log.ts'],
    ['joint-api.ts'],
    ['app.ts', 'testing'],
  ],
}

test.each(Object.entries(floorsOf))('within %s imports go one way, down', (room, floors) => {
  const partOf = (file: string) => file.slice(room.length + 1).split('/')[0]!
  const floorOf = (file: string) => floors.findIndex((parts) => parts.includes(partOf(file)))
  const inside = imports(room).filter(({ to }) => to.startsWith(`${room}/`))
  const crossing = inside.filter(({ from, to }) => partOf(from) !== partOf(to))
  expect(crossing.length).toBeGreaterThan(50)
  expect(crossing.filter(({ to }) => floorOf(to) < 0)).toEqual([])
  expect(crossing.filter(({ from, to }) => floorOf(from) <= floorOf(to))).toEqual([])
})

test('only tests with a process of their own bring in other tests, which any other process may have met before', () => {
  const bringing = allFiles('test').filter((file) => /import\(?.*\.test\.ts'/.test(text(file)))
  expect(bringing).not.toEqual([])
  expect(bringing.filter((file) => !file.startsWith('test/system/'))).toEqual([])
})

test('what a file exports says what it guarantees', () => {
  const declared = [...said].flatMap((room) => sources(room)).flatMap(exportsIn)
  expect(declared.length).toBeGreaterThan(1_200)
  expect(declared.filter(({ isSaid }) => !isSaid).map(({ place }) => place)).toEqual([])
})

/** The store of its own in `embedded-node` is not held to it. */
const said = [
  ...['access', 'agency', 'command-line', 'event-log', 'evidence', 'incident', 'kernel', 'projection'].map(
    (name) => `packages/${name}`,
  ),
  'services',
  'infra',
]

const exportsIn = (file: string) => {
  const lines = text(file).split('\n')
  return lines.flatMap((line, index) => {
    const name = /^export (?:async )?(?:const|function\*?|interface|type|class) (\w+)/.exec(line)?.[1]
    if (name === undefined) return []
    const isSaid = lines[index - 1]?.endsWith('*/') || saysItself.test(line)
    return [{ place: `${file} ${name}`, isSaid }]
  })
}

/** An event and an agency by their descriptions, a noun of the API by those in its schema. */
const saysItself = /= define(Event|Agency)\(\{$|^export const (typeDefs|resolvers) = /

/** Named as in `package.json`, without what every test takes from the root. */
const packagesIn = (found: readonly Import[]): readonly string[] =>
  [...new Set(found.flatMap((one) => one.package ?? []))].filter((name) => name !== 'vitest').sort()

function roomOf(file: string): string {
  const [area, room] = file.split('/')
  return area === 'services' || area === 'packages' ? `${area}/${room}` : (area ?? '')
}

/** What runs in production: no tests, no benches. */
function sources(folder: string): readonly string[] {
  return allFiles(folder).filter((file) => !/\.test\.ts$|\/(bench|testing)\/|\.bench\.ts$/.test(file))
}

function allFiles(folder: string): readonly string[] {
  return globSync(join(folder, '**/*.ts'), { cwd: root, exclude: (path) => path.endsWith('node_modules') })
}

function imports(folder: string, files: typeof sources = sources): readonly Import[] {
  const rooms = folder === '' ? ['services', 'packages', 'infra', 'test'] : [folder]
  return rooms.flatMap(files).flatMap((from) =>
    [...text(from).matchAll(/^(?:[^'`]*from |.*(?<!\.)import(?:\.meta\.resolve)?\(|import )'([^']+)'/gm)].map(
      ([, to]) => ({
        from,
        to: to!.startsWith('.') ? relative(root, resolve(root, dirname(from), to!)) : to!,
        package: /^(@[\w-]+\/)?[\w-]+(?=\/|$)/.exec(to!)?.[0],
      }),
    ),
  )
}

function text(file: string): string {
  return readFileSync(join(root, file), 'utf8')
}

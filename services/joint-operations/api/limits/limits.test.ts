import { GraphQLEnumType } from 'graphql'
import { expect, onTestFinished, test, vi } from 'vitest'
import { apiOver, tokenOf } from '../testing/api-over.ts'
import { borderNightLog } from '../testing/border-night.ts'

const analyst = tokenOf('joc', ['analyst'])
const { ask, send } = apiOver(borderNightLog)

const codeOf = async (query: string, variables: Readonly<Record<string, unknown>> = {}) =>
  (await ask(analyst, query, variables)).errors?.[0]?.extensions.code

test('a question that nests too deep is refused', async () => {
  const nested = (depth: number): string => (depth === 0 ? 'id' : `corrects { ${nested(depth - 1)} }`)

  expect(await codeOf(`{ event(id: "E-1") { ${nested(10)} } }`)).toBeUndefined()
  expect(await codeOf(`{ event(id: "E-1") { ${nested(11)} } }`)).toBe('LIMIT_EXCEEDED')
})

test('depth counts through fragments', async () => {
  const query = `
    query { event(id: "E-1") { ...A } }
    fragment A on Event { corrects { corrects { corrects { corrects { corrects { corrects { ...B } } } } } } }
    fragment B on Event { corrects { corrects { corrects { corrects { corrects { corrects { id } } } } } } }
  `

  expect(await codeOf(query)).toBe('LIMIT_EXCEEDED')
})

test('lists of lists are counted by their longest pages, also when these come in variables', async () => {
  const query = `query ($n: Int!) { incidents(first: $n) { nodes { timeline(first: $n) { nodes { told { agency since } } } } } }`

  expect(await codeOf(query, { n: 10 })).toBeUndefined()
  expect(await codeOf(query, { n: 100 })).toBe('LIMIT_EXCEEDED')
})

test('a page is counted as long as it will be, also where it comes in a variable that nobody gave', async () => {
  const question = (declared: string) =>
    `query (${declared}) { incidents(first: $n) { nodes { timeline(first: $n) { nodes { told { agency since } } } } } }`

  expect(await codeOf(question('$n: Int = 10'))).toBeUndefined()
  expect(await codeOf(question('$n: Int = 100'))).toBe('LIMIT_EXCEEDED')
  expect(await codeOf(question('$n: Int = 100'), { n: 10 })).toBeUndefined()
  expect(await codeOf(question('$n: Int = 10'), { n: 100 })).toBe('LIMIT_EXCEEDED')
})

test('a question with too many other names is refused', async () => {
  const names = (count: number) =>
    Array.from({ length: count }, (_, index) => `a${index}: standing { stale }`)

  expect(await codeOf(`{ ${names(30).join(' ')} }`)).toBeUndefined()
  expect(await codeOf(`{ ${names(31).join(' ')} }`)).toBe('LIMIT_EXCEEDED')
})

test('a document that is too long is not parsed to its end', async () => {
  expect(await codeOf(`{ ${'__typename '.repeat(4001)} }`)).toBe('BAD_REQUEST')
})

test('a body that is too large is refused', async () => {
  const response = await send(analyst, { query: `{ __typename } # ${'x'.repeat(300_000)}` })

  expect(response.status).toBe(413)
})

test.each(['', '@atLeast(position: "10")'])(
  'of a list with nothing right in it few faults are looked for, and told, with %j',
  async (directive) => {
    const looked = vi.spyOn(GraphQLEnumType.prototype, 'coerceInputValue')
    onTestFinished(() => looked.mockRestore())
    const query = `query ($modes: [Mode!]) ${directive} { incidents(filter: { modes: $modes }) { totalCount } }`
    const { errors } = await ask(analyst, query, { modes: Array(10_000).fill('') })

    expect(errors?.length).toBeLessThan(100)
    expect(looked.mock.calls.length).toBeLessThan(1_000)
  },
)

test('variables with too many values are refused, however they are nested, before anything is made of them', async () => {
  const query = 'query ($filter: IncidentFilter) { incidents(filter: $filter) { totalCount } }'
  const names = (count: number) => Object.fromEntries([...Array(count).keys()].map((name) => [name, 1]))
  const nested = (depth: number): unknown => (depth === 0 ? 1 : { modes: nested(depth - 1) })

  expect(await codeOf(query, { filter: names(3_900) })).toBe('BAD_REQUEST')
  expect(await codeOf(query, { filter: names(4_100) })).toBe('LIMIT_EXCEEDED')
  expect(await codeOf(query, { filter: nested(4_100) })).toBe('LIMIT_EXCEEDED')
  expect(await codeOf(query, { filter: { modes: ['OPERATIONAL'] } })).toBeUndefined()
})

test('what was wrong in a question is repeated in part, and not as often as it is long', async () => {
  const query = 'query ($filter: IncidentFilter) { incidents(filter: $filter) { totalCount } }'
  const filter = Object.fromEntries([...Array(40).keys()].map((name) => [`${name}`.padEnd(5_000, 'x'), 1]))

  const { errors } = await ask(analyst, query, { filter })
  expect(JSON.stringify(errors).length).toBeLessThan(50_000)
  expect(errors?.[0]?.message).toMatch(/^Variable "\$filter" got invalid value /)
})

test('all of the schema is told once, under its own names', async () => {
  const types = '{ types { fields { name } } }'

  expect(await codeOf(`{ __schema ${types} }`)).toBeUndefined()
  expect(await codeOf(`{ a: __schema ${types} b: __schema ${types} }`)).toBe('BAD_REQUEST')
  expect(await codeOf(`{ __schema { a: types { name } b: types { name } } }`)).toBe('BAD_REQUEST')
  expect(
    await codeOf('{ a: __type(name: "Event") { name } b: __type(name: "Incident") { name } }'),
  ).toBeUndefined()
})

test('an answer that takes too long is broken off', async () => {
  let now = 0
  const slow = apiOver(borderNightLog, { clock: () => (now += 600) }, { limits: { timeMs: 1000 } })

  const { errors } = await slow.ask(analyst, '{ a: event(id: "E-1") { id } b: event(id: "E-2") { id } }')

  expect(errors?.[0]?.extensions.code).toBe('LIMIT_EXCEEDED')
})

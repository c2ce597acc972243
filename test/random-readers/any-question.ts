import fc from 'fast-check'
import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLOutputType,
  getNamedType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
  isUnionType,
} from 'graphql'
import { schemaFor } from '../../services/joint-operations/api/schema/schema.ts'
import { roster } from '../../services/roster.ts'
import { agencies, incidents, minute } from './any-log.ts'

/*
 * Questions that the schema takes, whatever it is: the roots, fields and arguments of tomorrow are asked for as well.
 */

const schema = schemaFor(roster)

/** Chooses by numbers that fast-check can make smaller, from the first again after the last. */
type Choose = <Each>(among: readonly Each[]) => Each
const chooser = (numbers: readonly number[]): Choose => {
  let at = 0
  return (among) => among[numbers[at++ % numbers.length]! % among.length]!
}

const numbers = fc.array(fc.nat(251), { minLength: 40, maxLength: 160 })

const roots = Object.values(schema.getQueryType()!.getFields())
/** What shows most is asked more often. */
const telling = ['incident', 'incidents', 'events', 'event', 'search', 'statistics', 'breakdown', 'conflicts']
const weighedRoots = roots.flatMap((root) => (telling.includes(root.name) ? [root, root, root] : [root]))

/** A query of one root. */
export const anyQuery: fc.Arbitrary<string> = numbers.map((given) => {
  const choose = chooser(given)
  const root = choose(weighedRoots)
  const waits = choose([...Array<string>(9).fill(''), ' @atLeast(position: "120", waitMs: 0)'])
  return `query${waits} { ${asked(root, choose, 4)} }`
})

/** A subscription. */
export const anySubscription: fc.Arbitrary<string> = numbers.map((given) => {
  const choose = chooser(given)
  return `subscription { ${asked(choose(Object.values(schema.getSubscriptionType()!.getFields())), choose, 3)} }`
})

const asked = ({ name, args, type }: GraphQLField<unknown, unknown>, choose: Choose, depth: number): string =>
  `${name}${argumentsOf(args, choose)}${selected(type, choose, depth)}`

const argumentsOf = (args: readonly GraphQLArgument[], choose: Choose): string => {
  const given = args.filter((one) => isRequiredArgument(one) || choose(oftenGiven(one.name)))
  if (given.length === 0) return ''
  return `(${given.map(({ name, type }) => `${name}: ${written(type, name, choose)}`).join(', ')})`
}

/** Cursors that are of no such list end in a refusal, which says little. */
const oftenGiven = (name: string): readonly boolean[] =>
  name === 'after' || name === 'place' ? [true, ...Array<boolean>(9).fill(false)] : [true, false]

const written = (type: GraphQLInputType, name: string, choose: Choose): string => {
  if (isNonNullType(type)) return written(type.ofType, name, choose)
  if (isListType(type)) return `[${written(type.ofType, name, choose)}]`
  if (isEnumType(type)) return choose(type.getValues()).name
  if (!isInputObjectType(type)) return scalarOf(type.name, name, choose)
  const fields = Object.values(type.getFields())
  if (fields.some((one) => one.name === 'west')) return '{ west: -20, south: -10, east: 113, north: 60 }'
  const favoured = choose(fields.map((_, index) => index))
  const given = type.isOneOf
    ? [choose(fields)]
    : fields.filter(
        (one, index) => isRequiredInputField(one) || index === favoured || choose([true, ...never]),
      )
  return `{ ${given.map((one) => `${one.name}: ${written(one.type, one.name, choose)}`).join(', ')} }`
}

const types = ['IncidentOpened', 'FactStated', 'ReleaseGranted', 'ReportRetracted', 'TaskAssigned']
const cursors = [
  Buffer.from('["known",0,"00000000000000000120"]').toString('base64url'),
  Buffer.from('["changed-descending",1745409600000,"I1"]').toString('base64url'),
  'nonsense',
]

const never = Array<boolean>(7).fill(false)

/** By the names of arguments: few that are in the log, and some that are in no log. */
const textsFor: Readonly<Record<string, readonly string[]>> = {
  id: [...incidents, 'R1', 'R7', '00000000-0000-4000-8000-000000000003', 'nowhere'],
  incident: [...incidents, 'nowhere'],
  event: ['R1', 'R5', '00000000-0000-4000-8000-000000000002'],
  agencies,
  agency: agencies,
  types,
  lastTypes: types,
  by: ['type', 'agency', 'day', 'mode', 'incident', 'name', 'subject', 'cause', 'substance', 'unit', 'kind'],
  sum: ['value', 'personnel', 'count'],
  due: ['until', 'deadline', 'dueAt'],
  after: cursors,
  place: ['0', '120', '120.1', 'nowhere'],
}
const words = ['R1', 'fire', 'police', 'tells of', 'incident', 'I0', 'areaHa', 'reason1', '...']

const scalarOf = (type: string, name: string, choose: Choose): string => {
  switch (type) {
    case 'Int':
      return name === 'first' ? choose(['2', '3', '20']) : choose(['1', '2', '3', '365'])
    case 'Float':
      return name === 'speed' ? '0' : choose(['0', '1', '48.5'])
    case 'Boolean':
      return choose(['true', 'false'])
    case 'DateTime':
      return JSON.stringify(minute(choose([0, 10, 25, 40, 60, 62, 66, 75, 90, 200])))
    case 'Position':
      return JSON.stringify(choose(['0', '10', '55', '110', '170', '99999']))
    default:
      return JSON.stringify(choose(textsFor[name] ?? words))
  }
}

/** All that has no parts and needs no arguments, and some of what has parts. */
const selected = (type: GraphQLOutputType, choose: Choose, depth: number): string => {
  const named = getNamedType(type)
  if (!isCompositeType(named)) return ''
  if (isUnionType(named) || !isObjectType(named)) {
    const one = choose(schema.getPossibleTypes(named))
    return ` { __typename ... on ${one.name}${selected(one, choose, depth)} }`
  }
  const fields = Object.values(named.getFields())
  const isPlain = (one: (typeof fields)[number]) => !isCompositeType(getNamedType(one.type))
  const plain = fields.filter((one) => isPlain(one) && !one.args.some(isRequiredArgument))
  const withParts = fields.filter((one) => !isPlain(one))
  // What leads to the members of a list is followed in any case.
  const followed =
    depth === 0
      ? []
      : withParts.filter(
          ({ name }) => ['nodes', 'edges', 'node'].includes(name) || choose([true, false, false]),
        )
  const parts = ['__typename', ...[...plain, ...followed].map((one) => asked(one, choose, depth - 1))]
  return ` { ${parts.join(' ')} }`
}

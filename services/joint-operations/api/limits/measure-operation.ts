import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLArgument,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql'
import { LONGEST_PAGE } from '../../picture/asked/page.ts'

/** How much an operation asks for. */
export interface Measured {
  /** Fields nested in each other at the deepest place. */
  readonly depth: number
  /** Fields that are given another name. */
  readonly aliases: number
  /**
   * Fields that could be answered at most: a list counts its fields as often as its longest page, up to 10 if
   * unpaged.
   */
  readonly cost: number
}

/** What an unpaged list is reckoned to hold. */
const UNPAGED = 10
/** A document can nest fragments so that it grows without end; nothing beyond this is measured. */
const MOST_VISITED = 20_000

interface Walk {
  readonly schema: GraphQLSchema
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>
  /** What the variables are: as they were given, or else by their defaults. */
  readonly variables: ReadonlyMap<string, unknown>
  visited: number
  aliases: number
}

/**
 * Measures an operation that has passed validation. Introspection is free: its depth is bounded by a rule of its own.
 */
export const measureOperation = (
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): Measured => {
  const fragments = new Map(
    document.definitions.flatMap((one) =>
      one.kind === Kind.FRAGMENT_DEFINITION ? [[one.name.value, one] as const] : [],
    ),
  )
  const walk: Walk = { schema, fragments, variables: said(operation, variables), visited: 0, aliases: 0 }
  const root = schema.getRootType(operation.operation) ?? undefined
  const { depth, cost } = measureSelections(walk, operation.selectionSet, root, undefined)
  return { depth, cost, aliases: walk.aliases }
}

interface Sum {
  readonly depth: number
  readonly cost: number
}

const measureSelections = (
  walk: Walk,
  { selections }: SelectionSetNode,
  type: GraphQLNamedType | undefined,
  page: number | undefined,
): Sum => {
  let depth = 0
  let cost = 0
  for (const selection of selections) {
    if (++walk.visited > MOST_VISITED) return { depth: Infinity, cost: Infinity }
    const sum =
      selection.kind === Kind.FIELD
        ? measureField(walk, selection, type, page)
        : measureSelections(walk, ...spread(walk, selection, type), page)
    depth = Math.max(depth, sum.depth)
    cost += sum.cost
  }
  return { depth, cost }
}

const spread = (
  walk: Walk,
  selection: Exclude<SelectionSetNode['selections'][number], FieldNode>,
  type: GraphQLNamedType | undefined,
): [SelectionSetNode, GraphQLNamedType | undefined] => {
  const fragment =
    selection.kind === Kind.FRAGMENT_SPREAD ? walk.fragments.get(selection.name.value) : selection
  const on = fragment?.typeCondition?.name.value
  const narrowed = on === undefined ? type : walk.schema.getType(on)
  return [fragment?.selectionSet ?? { kind: Kind.SELECTION_SET, selections: [] }, narrowed ?? type]
}

const measureField = (
  walk: Walk,
  field: FieldNode,
  parent: GraphQLNamedType | undefined,
  page: number | undefined,
): Sum => {
  if (field.alias) walk.aliases++
  if (field.name.value.startsWith('__')) return { depth: 0, cost: 0 }
  const definition =
    isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[field.name.value] : undefined
  if (!field.selectionSet || !definition) return { depth: 1, cost: 1 }

  const type = getNamedType(definition.type)
  const asked = pageSize(walk, field, definition.args)
  const isList = isListType(isNonNullType(definition.type) ? definition.type.ofType : definition.type)
  const times = isList ? (asked ?? page ?? UNPAGED) : 1
  // A connection hands its page on to the list in it.
  const handedOn = isList ? undefined : asked
  const inner = measureSelections(
    walk,
    field.selectionSet,
    isCompositeType(type) ? type : undefined,
    handedOn,
  )
  return { depth: inner.depth + 1, cost: 1 + times * inner.cost }
}

/** The page that `first` asks for; undefined where a field has no pages. */
const pageSize = (
  { variables }: Walk,
  field: FieldNode,
  args: readonly GraphQLArgument[],
): number | undefined => {
  const declared = args.find((one) => one.name === 'first')
  if (!declared) return undefined
  const given = field.arguments?.find((one) => one.name.value === 'first')?.value
  const asked = given?.kind === Kind.VARIABLE ? variables.get(given.name.value) : given && literal(given)
  const size = asked === undefined ? defaultOf(declared.default) : asked
  // Whatever else is said is refused, or is a page as the resolver has it: reckoned as the longest.
  return typeof size === 'number' ? Math.max(0, size) : LONGEST_PAGE
}

const said = (
  { variableDefinitions = [] }: OperationDefinitionNode,
  given: Readonly<Record<string, unknown>>,
): ReadonlyMap<string, unknown> =>
  new Map([
    ...variableDefinitions.flatMap(({ variable, defaultValue }) =>
      defaultValue ? [[variable.name.value, literal(defaultValue)] as const] : [],
    ),
    ...Object.entries(given),
  ])

const defaultOf = (input: GraphQLArgument['default']): unknown =>
  input?.literal ? literal(input.literal) : input?.value

/** The number that is written there; null for anything else. */
const literal = (node: ValueNode): number | null => (node.kind === Kind.INT ? Number(node.value) : null)

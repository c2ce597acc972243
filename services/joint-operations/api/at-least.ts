import type { Position } from '@concord/kernel'
import {
  type DocumentNode,
  type GraphQLDirective,
  type GraphQLError,
  type GraphQLSchema,
  getDirectiveValues,
  getOperationAST,
  getVariableValues,
  type OperationDefinitionNode,
} from 'graphql'
import type { Plugin } from 'graphql-yoga'
import { apiError } from './api-error.ts'
import type { Arrival } from './authentication.ts'
import type { ApiContext } from './context.ts'
import type { Reading } from './reading.ts'
import type { ApiServices } from './services.ts'

/** The header that says the same as the directive `@atLeast`. */
const AT_LEAST_HEADER = 'concord-at-least'

const DEFAULT_WAIT_MS = 2000
const LONGEST_WAIT_MS = 10_000

interface Awaited {
  readonly position: Position
  readonly waitMs: number
}

interface Operation {
  readonly schema: GraphQLSchema
  readonly document: DocumentNode
  readonly operationName?: string | null | undefined
  readonly variableValues?: Readonly<Record<string, unknown>> | null | undefined
}

type Context = ApiContext & Arrival & { readonly request: Request }

/** Lets a query wait, before anything is read, until the picture holds what was recorded up to a position. */
export const useAtLeast = (
  services: ApiServices,
  readAnew: (request: Request, arrival: Arrival) => Reading,
  close: (error: unknown) => GraphQLError,
): Plugin => ({
  onExecute: async ({ args, setResultAndStopExecution }) => {
    const context = args.contextValue as unknown as Context
    const { request, reader } = context
    try {
      const awaited = awaitedBy(args as never, request.headers.get(AT_LEAST_HEADER))
      if (!awaited) return
      // Waiting ends by the reader's own standing alone: how long it takes tells nothing of what others record.
      await services.picture.waitFor(reader!, awaited.position, awaited.waitMs)
      Object.assign(context, { reading: readAnew(request, context) })
    } catch (error) {
      setResultAndStopExecution({ errors: [close(error)] })
    }
  },
})

/** What an operation asks to wait for, by its directive or else by the header; BAD_INPUT when it is malformed. */
const awaitedBy = (operation: Operation, header: string | null): Awaited | undefined => {
  const directive = operation.schema.getDirective('atLeast')
  const node = getOperationAST(operation.document, operation.operationName)
  const isGiven = node?.directives?.some(({ name }) => name.value === directive?.name)
  const values = directive && node && isGiven ? valuesOf(operation, node, directive) : undefined
  if (values) {
    const { position, waitMs } = values as { readonly position: Position; readonly waitMs: number }
    if (waitMs < 0 || waitMs > LONGEST_WAIT_MS) {
      throw apiError('BAD_INPUT', `waitMs of @atLeast must be from 0 to ${LONGEST_WAIT_MS}.`)
    }
    return { position, waitMs }
  }
  if (header === null) return undefined
  if (!/^\d{1,19}$/.test(header)) {
    throw apiError('BAD_INPUT', 'The header Concord-At-Least must hold a position, such as 120.')
  }
  return { position: BigInt(header), waitMs: DEFAULT_WAIT_MS }
}

/**
 * The arguments of a directive on an operation. Of variables that cannot be coerced the first fault ends the looking, because
 * a list may hold a hundred thousand: the execution, which comes next, tells of them.
 */
const valuesOf = (
  { schema, variableValues }: Operation,
  node: OperationDefinitionNode,
  directive: GraphQLDirective,
): Readonly<Record<string, unknown>> | undefined => {
  const given = getVariableValues(schema, node.variableDefinitions ?? [], variableValues ?? {}, {
    maxErrors: 0,
  })
  return given.variableValues && getDirectiveValues(directive, node, given.variableValues)
}

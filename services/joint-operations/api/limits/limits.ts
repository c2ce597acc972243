import { type DocumentNode, type GraphQLError, type GraphQLSchema, getOperationAST } from 'graphql'
import type { Plugin } from 'graphql-yoga'
import { apiError } from '../api-error.ts'
import { measureOperation } from './measure-operation.ts'
import { NoIntrospectionAlias } from './no-introspection-alias.ts'
import { NoThenAlias } from './no-then-alias.ts'
import { valuesIn } from './values-in.ts'

/** Bounds on what one request may ask for. */
export interface Limits {
  readonly depth: number
  readonly aliases: number
  /** Fields that could be answered at most. */
  readonly cost: number
  /** Words and signs in the document. */
  readonly tokens: number
  /** Names and values in the variables, nested ones too. */
  readonly values: number
  /** Bytes of a request's body. */
  readonly bodyBytes: number
  /** Milliseconds that answering one request may take. */
  readonly timeMs: number
}

/** What the README promises: ample for a screen of the centre, and too little to keep everybody else waiting. */
export const defaultLimits: Limits = {
  depth: 12,
  aliases: 30,
  cost: 100_000,
  tokens: 4000,
  values: 4000,
  bodyBytes: 256 * 1024,
  timeMs: 10_000,
}

interface Operation {
  readonly schema: GraphQLSchema
  readonly document: DocumentNode
  readonly operationName?: string | null | undefined
  readonly variableValues?: unknown
}

/** Refuses what asks for too much before anything is read. */
export const useLimits = (limits: Limits): Plugin => {
  const refuse = (
    args: unknown,
    setResultAndStopExecution: (result: { readonly errors: readonly GraphQLError[] }) => void,
  ) => {
    const error = excessOf(args as Operation, limits)
    if (error) setResultAndStopExecution({ errors: [error] })
  }
  return {
    onParse: ({ params }) => {
      params.options = { ...params.options, maxTokens: limits.tokens }
    },
    onValidate: ({ addValidationRule }) => {
      addValidationRule(NoThenAlias)
      addValidationRule(NoIntrospectionAlias)
    },
    onExecute: ({ args, setResultAndStopExecution }) => refuse(args, setResultAndStopExecution),
    onSubscribe: ({ args, setResultAndStopExecution }) => refuse(args, setResultAndStopExecution),
  }
}

const excessOf = (
  { schema, document, operationName, variableValues }: Operation,
  limits: Limits,
): GraphQLError | undefined => {
  const operation = getOperationAST(document, operationName)
  if (!operation) return undefined
  if (valuesIn(variableValues, limits.values) > limits.values) return tooMuch('values', limits.values)
  const variables = (variableValues ?? {}) as Readonly<Record<string, unknown>>
  const measured = measureOperation(schema, document, operation, variables)
  const exceeded = (['depth', 'aliases', 'cost'] as const).find((name) => measured[name] > limits[name])
  return exceeded && tooMuch(exceeded, limits[exceeded])
}

const tooMuch = (name: 'depth' | 'aliases' | 'cost' | 'values', limit: number) => {
  const what = {
    depth: `nested more than ${limit} fields deep`,
    aliases: `more than ${limit} aliases`,
    values: `more than ${limit} values in its variables`,
    cost: `more than ${limit} fields to answer, counted by the longest pages it could give`,
  }
  return apiError('LIMIT_EXCEEDED', `The request asks for too much: ${what[name]}.`, 400)
}

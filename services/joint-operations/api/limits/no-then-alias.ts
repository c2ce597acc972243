import { GraphQLError, type ValidationRule } from 'graphql'

/** An answer with a field `then` would be mistaken for a promise by the executor, so no field may be renamed to it. */
export const NoThenAlias: ValidationRule = (context) => ({
  Field: (field) => {
    if (field.alias?.value !== 'then') return
    context.reportError(new GraphQLError('A field cannot have the alias `then`.', { nodes: field }))
  },
})

import { GraphQLError, type ValidationRule } from 'graphql'

/**
 * The schema is told under its own names, so that it is told once: nothing else counts what is asked of it, and all of it thirty
 * times over takes seconds. `__type` may have other names: of one type there is little to tell.
 */
export const NoIntrospectionAlias: ValidationRule = (context) => ({
  Field: (field) => {
    const isOfSchema = field.name.value === '__schema' || context.getParentType()?.name.startsWith('__')
    if (!isOfSchema || !field.alias) return
    context.reportError(
      new GraphQLError('Fields of the schema, such as __schema, cannot have an alias here.', {
        nodes: field,
      }),
    )
  },
})

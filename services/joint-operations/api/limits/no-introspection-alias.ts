import { GraphQLError, type ValidationRule } from 'graphql'

/**
 * Refuses aliases on fields of the schema, because with aliases one request could ask for the whole schema thirty times, which takes
 * seconds, and no other limit counts these fields. `__type` may have aliases: a single type is small.
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

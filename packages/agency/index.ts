export * from './graphql-types.ts'

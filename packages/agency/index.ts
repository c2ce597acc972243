export type { CommandDesk } from './commands/command-desk.ts'
export { commandSchemaOf } from './commands/command-schema.ts'
export { commandIdOf, eventIdOf } from './commands/event-id.ts'
export type { SubmittedCommand } from './commands/read-command.ts'
export {
  type Configuration,
  ConfigurationError,
  readConfiguration,
  variables,
} from './configuration.ts'
export { asyncApiFor } from './documents/asyncapi.ts'
export * from './documents/graphql-types.ts'
export { openApiFor } from './documents/openapi.ts'
export { type Serving, serve } from './http/serve.ts'
export { type Problem, type ProblemCode, problem, problems } from './problem.ts'
export { type AgencyProcess, type AgencyProcessParts, startAgency } from './process/agency-process.ts'
export { runAgency } from './process/run-agency.ts'
export { type Running, runProcess } from './process/run-process.ts'

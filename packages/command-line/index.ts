export { describeImport, type ImportOptions, type ImportSummary, importFiles } from './commands/import.ts'
export { type Asking, ask, dataOf } from './joint-api.ts'
export { type Output, table, terminalOutput } from './output.ts'
export { readSession, type Session, tokenFor, UsageError } from './session.ts'

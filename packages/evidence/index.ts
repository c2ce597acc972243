export { type ExportFailure, type ExportOptions, exportEvidence } from './export-evidence.ts'
export type { Manifest } from './manifest.ts'
export type { Selection, SelectionFailure } from './selection.ts'

/** What a package is and what it is made of; `manifest.json` in canonical JSON, signed by its maker. */
export interface Manifest {
  readonly format: 'concord-evidence/1'
  readonly madeAt: string
  /** The agency that made the package. */
  readonly madeBy: string
  /** What was asked for, positions as decimal strings. */
  readonly selection: Readonly<Record<string, unknown>> & { readonly kind: string }
  readonly head: {
    readonly agency: string
    /** The event that states it. */
    readonly event: string
    readonly size: number
    readonly root: string
    readonly position: string
    readonly at: string
  }
  /** The owner of each category that is not named after its owner; null where the stream's id begins with the owner. */
  readonly owners: Readonly<Record<string, string | null>>
  readonly counts: { readonly events: number; readonly heads: number; readonly keys: number }
  readonly files: readonly { readonly path: string; readonly bytes: number; readonly sha256: string }[]
}

/** Checks the files of a package; no problems: it is what its makers signed. */
export declare const verifyPackage: (
  files: ReadonlyMap<string, Buffer | undefined>,
  trust?: Readonly<Record<string, { readonly kid: string; readonly x: string }>>,
) => { readonly problems: readonly string[]; readonly summary?: unknown }

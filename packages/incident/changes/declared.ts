/** The details that a type names: none of those that it lets through under any other name. */
export type Declared<Details> = {
  [Field in keyof Details as string extends Field ? never : Field]: Details[Field]
}

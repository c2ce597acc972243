import { type JsonSchema, withoutSealedForm } from './json-schema.ts'

/**
 * A small value that shows what a schema asks for: its own example, or else required fields, and optional ones that
 * the name of says enough.
 */
export const exampleOf = (schema: JsonSchema, name = ''): unknown => {
  const { schema: clear } = withoutSealedForm(schema)
  if (clear.examples) return clear.examples[0]
  if (clear.default !== undefined) return clear.default
  if (clear.const !== undefined) return clear.const
  if (clear.enum) return clear.enum[0]
  const alternative = (clear.anyOf ?? clear.oneOf)?.[0]
  if (alternative) return exampleOf(alternative, name)
  switch (clear.type) {
    case 'string':
      return exampleText(clear, name)
    case 'integer':
    case 'number':
      return Math.max(clear.minimum ?? 1, Math.min(1, clear.maximum ?? 1))
    case 'boolean':
      return true
    case 'array':
      return (clear.minItems ?? 0) > 0 ? [exampleOf(clear.items ?? {}, name)] : []
    case 'object': {
      const required = clear.required ?? []
      const shown = Object.entries(clear.properties ?? {}).filter(([field]) => required.includes(field))
      return Object.fromEntries(shown.map(([field, inner]) => [field, exampleOf(inner, field)]))
    }
    default:
      return {}
  }
}

const exampleText = ({ format, minLength = 0, maxLength = 64 }: JsonSchema, name: string): string => {
  if (format === 'date-time') return '2025-04-23T13:20:00+08:00'
  if (format === 'date') return '2025-04-23'
  if (format === 'uuid') return '018f6f2e-7c1a-7cc3-98a2-3a1b2c3d4e5f'
  return (name || 'text').padEnd(minLength, '.').slice(0, maxLength)
}

import { problems } from '../problem.ts'
import { type JsonSchema, withoutSealedForm } from './json-schema.ts'
import type { OpenApi } from './openapi.ts'
import type { OpenApiOperation, Parameter } from './operation.ts'

/** The API as a page for people: one file, no script, nothing from outside. Made from the OpenAPI document alone. */
export const documentationPage = (api: OpenApi): string => {
  const entries = Object.entries(api.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )
  const inTag = (tag: string): readonly Entry[] =>
    entries.filter(({ operation }) => operation.tags.includes(tag))
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${text(api.info.title)}</title>
<link rel="stylesheet" href="/docs/style.css">
</head>
<body>
<nav>
<h2><a href="#top">${text(api.info.title)}</a></h2>
${api.tags.map(({ name }) => `<h3>${text(name)}</h3>\n<ul>${inTag(name).map(link).join('')}</ul>`).join('\n')}
<h3><a href="#problems">Problems</a></h3>
</nav>
<main id="top">
<h1>${text(api.info.title)}</h1>
<p class="lead">${text(api.info.description)}</p>
<p>For machines: <a href="/openapi.json">OpenAPI 3.1</a>, <a href="/asyncapi.json">AsyncAPI 3</a>,
<a href="/v1/commands">the list of commands</a>.
Every request but those carries <code>Authorization: Bearer …</code>. Times carry an offset. Fields about persons marked
<em>sealed</em> are encrypted at rest.</p>
${api.tags.map((tag) => chapter(api, tag, inTag(tag.name))).join('\n')}
<h2 class="tag" id="problems">Problems</h2>
<p>Every failure is <code>application/problem+json</code> (RFC 9457). Rely on <code>code</code>; this is the whole list.</p>
${problemTable()}
</main>
</body>
</html>
`
}

interface Entry {
  readonly path: string
  readonly method: string
  readonly operation: OpenApiOperation
}

const link = ({ operation }: Entry): string =>
  `<li><a href="#${operation.operationId}">${text(operation.summary)}</a></li>`

const chapter = (api: OpenApi, { name, description }: OpenApi['tags'][number], entries: readonly Entry[]) => {
  const first = entries.find(({ operation }) => isCommand(api, operation))
  return `<h2 class="tag">${text(name)}</h2>
<p>${text(description)}</p>
${first ? everyCommand(api, first.operation) : ''}${entries.map((entry) => section(api, entry)).join('\n')}`
}

/** A command shows what is its own; what it shares with all others stands once, in {@link everyCommand}. */
const section = (api: OpenApi, { path, method, operation }: Entry): string => {
  const [type, body] = Object.entries(operation.requestBody?.content ?? {})[0] ?? []
  const schema = body && resolve(api, body.schema)
  const fields =
    schema?.properties?.data && isCommand(api, operation) ? resolve(api, schema.properties.data) : schema
  const rest = [
    operation.parameters ? `<h4>Parameters</h4>${parameterTable(operation.parameters)}` : '',
    `<h4>Answers</h4>${answerTable(operation.responses)}`,
  ]
  return `<section id="${operation.operationId}">
<h3>${text(operation.summary)}</h3>
<p class="address"><b>${method.toUpperCase()}</b> <code>${text(path)}</code></p>
${operation.description ? `<p>${text(operation.description)}</p>` : ''}
${fields ? `<h4>${isCommand(api, operation) ? 'data' : text(type ?? '')}</h4>${fieldTable(fields)}` : ''}
${body?.example === undefined ? '' : `<details><summary>Example</summary><pre>${text(JSON.stringify(body.example, null, 2))}</pre></details>`}
${isCommand(api, operation) ? '' : rest.join('\n')}
</section>`
}

/** Whether it records something by itself: a dry run takes the body of any command. */
const isCommand = (api: OpenApi, { requestBody }: OpenApiOperation): boolean => {
  const body = requestBody?.content['application/json']
  return body !== undefined && resolve(api, body.schema).properties?.data !== undefined
}

/** What all commands share, read off the first one. */
const everyCommand = (api: OpenApi, operation: OpenApiOperation): string => {
  const { properties = {}, ...schema } = resolve(
    api,
    operation.requestBody!.content['application/json']!.schema,
  )
  const { data: _, ...shared } = properties
  return `<section id="every-command">
<h3>What every command carries</h3>
${fieldTable({ ...schema, properties: shared })}
<h4>Parameters</h4>${parameterTable(operation.parameters ?? [])}
<h4>Answers</h4>${answerTable(operation.responses)}
</section>`
}

const resolve = (api: OpenApi, schema: JsonSchema): JsonSchema =>
  schema.$ref === undefined ? schema : (api.components.schemas[schema.$ref.split('/').at(-1)!] ?? schema)

const fieldTable = (schema: JsonSchema): string => {
  const fields = Object.entries(schema.properties ?? {})
  const open = typeof schema.additionalProperties === 'object'
  const rows = fields.map(([name, field]) => {
    const { schema: clear, personal } = withoutSealedForm(field)
    const marks = [schema.required?.includes(name) ? 'required' : '', personal ? 'sealed' : ''].filter(
      Boolean,
    )
    return row(
      `<code>${text(name)}</code>`,
      `${text(typeOf(clear))} ${marks.map((mark) => `<em>${mark}</em>`).join(' ')}`,
      text(field.description ?? clear.description ?? ''),
    )
  })
  const further = open ? row('…', 'any JSON', 'Further fields are kept as they come.') : ''
  return rows.length === 0 && !open
    ? `<p>${text(schema.description ?? 'Nothing.')}</p>`
    : table(['Field', 'Type', 'Means'], [...rows, further])
}

const parameterTable = (parameters: readonly Parameter[]): string =>
  table(
    ['Name', 'Where', 'Means'],
    parameters.map(({ name, in: place, required, description }) =>
      row(`<code>${text(name)}</code>`, `${place} ${required ? '<em>required</em>' : ''}`, text(description)),
    ),
  )

const answerTable = (responses: OpenApiOperation['responses']): string =>
  table(
    ['Status', 'Means'],
    Object.entries(responses).map(([status, answer]) =>
      row(
        status,
        text((answer as { readonly description: string }).description).replaceAll(
          /`([^`]+)`/g,
          '<code>$1</code>',
        ),
      ),
    ),
  )

const problemTable = (): string =>
  `<table><thead><tr><th>Status</th><th>Code</th><th>Means</th></tr></thead><tbody>
${Object.entries(problems)
  .map(
    ([code, { status, title }]) =>
      `<tr id="${code}"><td>${status}</td><td><code>${code}</code></td><td>${text(title)}</td></tr>`,
  )
  .join('\n')}
</tbody></table>`

const typeOf = (schema: JsonSchema): string => {
  if (schema.$ref !== undefined) return 'any JSON'
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ')
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  const alternatives = schema.anyOf ?? schema.oneOf
  if (alternatives) return [...new Set(alternatives.map(typeOf))].join(' | ')
  if (schema.type === 'array') return `list of ${typeOf(withoutSealedForm(schema.items ?? {}).schema)}`
  if (schema.type === 'string' && schema.format) return schema.format
  return schema.type ?? 'any JSON'
}

const table = (heads: readonly string[], rows: readonly string[]): string =>
  `<table><thead><tr>${heads.map((head) => `<th>${head}</th>`).join('')}</tr></thead><tbody>${rows.join('')}</tbody></table>`

const row = (...cells: readonly string[]): string =>
  `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`

/** Text as HTML. */
const text = (value: string): string =>
  value.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

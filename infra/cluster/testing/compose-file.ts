import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'

const conditionSchema = z.enum(['service_started', 'service_healthy', 'service_completed_successfully'])

/** What the compose file may say of a service: what is not told here is a slip of the pen. */
const serviceSchema = z.strictObject({
  image: z.string().optional(),
  build: z.strictObject({ context: z.string(), dockerfile: z.string() }).optional(),
  hostname: z.string().optional(),
  command: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.string()).default({}),
  volumes: z.array(z.string()).default([]),
  ports: z.array(z.string().regex(/^\d+:\d+$/)).default([]),
  profiles: z.array(z.string()).default([]),
  depends_on: z.record(z.string(), z.strictObject({ condition: conditionSchema })).default({}),
  healthcheck: z
    .strictObject({
      test: z.array(z.string()),
      interval: z.string(),
      timeout: z.string(),
      retries: z.number().int().positive(),
    })
    .optional(),
  restart: z.enum(['no', 'unless-stopped']).optional(),
  stop_grace_period: z.string().optional(),
})

/** A service as the file has it. */
export type ComposedService = z.infer<typeof serviceSchema>

const fileSchema = z.object({
  services: z.record(z.string(), serviceSchema),
  volumes: z.record(z.string(), z.null()),
})

/** Reads `compose.yaml` as Docker Compose does: anchors merged, variables put in. Throws on what is missing. */
export const readComposeFile = (variables: Readonly<Record<string, string>>) => {
  const text = readFileSync(new URL('../compose.yaml', import.meta.url), 'utf8')
  return fileSchema.parse(parse(withVariables(text, variables), { merge: true }))
}

/** `${NAME:?why}` must be given, `${NAME:-otherwise}` need not be. */
const withVariables = (text: string, variables: Readonly<Record<string, string>>): string =>
  text.replace(/\$\{(\w+):([?-])([^}]*)\}/g, (_, name: string, kind: string, rest: string) => {
    const value = variables[name] ?? (kind === '-' ? rest : undefined)
    if (value === undefined) throw new Error(`${name} is not set: ${rest}`)
    return value
  })

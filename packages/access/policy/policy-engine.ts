import './tier-up-late.ts'
import { hash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  type CedarValueJson,
  type DetailedError,
  type EntityJson,
  policySetTextToParts,
  policyToJson,
  preparsePolicySet,
  preparseSchema,
  statefulIsAuthorized,
  type TypeAndId,
  validate,
} from '@cedar-policy/cedar-wasm/nodejs'
import { err, ok, type Result } from '@concord/kernel'
import { type Action, type Denial, type Permission, unpermitted } from './denial.ts'

/** One question to the policies. `entities` holds the principal, the resource and every agency whose circle matters. */
export interface Question {
  readonly principal: TypeAndId
  readonly action: Action
  readonly resource: TypeAndId
  readonly context: Record<string, CedarValueJson>
  readonly entities: readonly EntityJson[]
}

/**
 * Answers by the policies alone. Throws when a question is not of the schema's form: that is a fault of the program.
 */
export type PolicyEngine = (question: Question) => Result<Permission, Denial>

/**
 * Reads the `.cedar` files and the schema of a folder and checks them: each policy has a name of its own and fits the
 * schema. Throws with the place of the first fault, so that nothing starts on a policy that somebody broke.
 */
export const openPolicyEngine = (folder: string): PolicyEngine => {
  const schema = readFileSync(join(folder, 'schema.cedarschema'), 'utf8')
  const policies = readPolicies(folder)
  const staticPolicies = Object.fromEntries(policies.map(({ name, text }) => [name, text]))
  assertValid(schema, staticPolicies)

  // The engine keeps parsed policies by name: the same text shares one, another text gets its own.
  const name = hash('sha256', JSON.stringify([schema, staticPolicies]))
  assertParsed('The policies', preparsePolicySet(name, { staticPolicies }))
  assertParsed('The policy schema', preparseSchema(name, schema))

  const denials = new Map(policies.flatMap((policy) => denialOf(policy)))
  const order = policies.map((policy) => policy.name)
  return ({ principal, action, resource, context, entities }) => {
    const answer = statefulIsAuthorized({
      principal,
      action: { type: 'Action', id: action },
      resource,
      context,
      entities: [...entities],
      preparsedPolicySetId: name,
      preparsedSchemaName: name,
      validateRequest: true,
    })
    if (answer.type === 'failure')
      throw new Error(`This question does not fit the policy schema: ${first(answer.errors)}`)
    const { decision, diagnostics } = answer.response
    if (diagnostics.errors.length > 0) {
      throw new Error(`The policy fails: ${first(diagnostics.errors.map(({ error }) => error))}`)
    }
    const by = order.filter((each) => diagnostics.reason.includes(each))
    if (decision === 'allow') return ok({ by })
    // Which policy hides a record would tell that there is one.
    return err(action === 'see' ? unpermitted.see : (denials.get(by[0] ?? '') ?? unpermitted[action]))
  }
}

interface NamedPolicy {
  readonly name: string
  readonly text: string
  readonly effect: 'permit' | 'forbid'
  readonly denial: string | undefined
}

/** In the order of the files' names and, in each, of the text: the first prohibition that applies is the one named. */
const readPolicies = (folder: string): readonly NamedPolicy[] => {
  const files = readdirSync(folder).filter((file) => file.endsWith('.cedar'))
  const policies = files.toSorted().flatMap((file) => readPolicyFile(folder, file))
  const names = policies.map(({ name }) => name)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) throw new Error(`Two policies are named ${twice}.`)
  return policies
}

const readPolicyFile = (folder: string, file: string): readonly NamedPolicy[] => {
  const parts = policySetTextToParts(readFileSync(join(folder, file), 'utf8'))
  if (parts.type === 'failure') throw new Error(`${file} is not a valid policy: ${first(parts.errors)}`)
  return parts.policies.map((text) => {
    const parsed = policyToJson(text)
    if (parsed.type === 'failure') throw new Error(`${file}: ${first(parsed.errors)}`)
    const { effect, annotations } = parsed.json
    const { id: name, denial } = annotations ?? {}
    if (name === undefined) throw new Error(`${file}: a policy has no name; put @id("…") before it.`)
    if (effect === 'forbid' && denial === undefined) {
      throw new Error(`${file}: ${name} forbids without saying why; put @denial("…") before it.`)
    }
    return { name, text, effect, denial }
  })
}

const denialOf = ({ name, effect, denial }: NamedPolicy): [string, Denial][] =>
  effect === 'forbid' && denial !== undefined ? [[name, { code: name, detail: denial }]] : []

const assertValid = (schema: string, staticPolicies: Record<string, string>): void => {
  const checked = validate({ schema, policies: { staticPolicies }, validationSettings: { mode: 'strict' } })
  if (checked.type === 'failure') throw new Error(`The policies cannot be checked: ${first(checked.errors)}`)
  const [fault] = checked.validationErrors
  if (fault) throw new Error(`The policy ${fault.policyId} does not fit the schema: ${fault.error.message}`)
}

const assertParsed = (
  what: string,
  answer: { type: 'success' } | { type: 'failure'; errors: DetailedError[] },
): void => {
  if (answer.type === 'failure') throw new Error(`${what} cannot be parsed: ${first(answer.errors)}`)
}

const first = (errors: readonly DetailedError[]): string => errors[0]?.message ?? 'no reason given'

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { type CooperationRule, cooperationRuleSchema } from './cooperation-rule.ts'

/** The rules of a folder, by file name. Throws at start-up when a file is no rule, or two rules share an id. */
export const readRules = (folder: string): readonly CooperationRule[] => {
  const rules = readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .toSorted()
    .map((file) => readRule(join(folder, file)))
  const twice = rules.find(({ id }, at) => rules.findIndex((one) => one.id === id) !== at)
  if (twice) throw new Error(`Two cooperation rules in ${folder} are called ${twice.id}.`)
  return rules
}

const readRule = (file: string): CooperationRule => {
  try {
    const parsed = cooperationRuleSchema.safeParse(JSON.parse(readFileSync(file, 'utf8')))
    if (parsed.success) return parsed.data
    throw new Error(z.prettifyError(parsed.error))
  } catch (error) {
    // What is no JSON is not quoted: it may be a file of keys, put here by mistake.
    const fault = error instanceof SyntaxError ? 'it is not JSON' : (error as Error).message
    throw new Error(`${file} is no cooperation rule: ${fault}`)
  }
}

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseConfigured, UsageError } from '@concord/kernel'
import { type CooperationRule, cooperationRuleSchema } from './cooperation-rule.ts'

/** The rules of a folder, by file name. Throws a {@link UsageError} when a file is no rule, or two share an id. */
export const readCooperationRules = (folder: string): readonly CooperationRule[] => {
  const rules = readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .toSorted()
    .map((file) => readRule(join(folder, file)))
  const twice = rules.find(({ id }, at) => rules.findIndex((one) => one.id === id) !== at)
  if (twice) throw new UsageError(`Two cooperation rules in ${folder} have the id ${twice.id}.`)
  return rules
}

const readRule = (file: string): CooperationRule =>
  parseConfigured(
    `${file} is not a valid cooperation rule`,
    readFileSync(file, 'utf8'),
    cooperationRuleSchema,
  )

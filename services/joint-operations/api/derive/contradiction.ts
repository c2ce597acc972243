import type { Fact } from '@concord/incident'

/** Whether agencies state different values, settled or not. */
export const contradicts = (fact: Fact): boolean =>
  new Set(fact.statements.map((statement) => JSON.stringify(statement.value))).size > 1

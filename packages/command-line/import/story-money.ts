import type { Details } from './report-line.ts'

/** Which events say how much money, as `amount` and `currency`. */
export const typesOfMoney: readonly string[] = [
  'CostRecorded',
  ...['RewardProposed', 'RewardApproved', 'RewardPaid', 'RewardRejected'],
]

/** `{ "amountEur": 84000 }` says how much money as well as the two do by themselves. Several amounts are left as they are. */
export const withMoneySpelt = (type: string, details: Details): Details => {
  if (!typesOfMoney.includes(type) || 'amount' in details || 'currency' in details) return details
  const amounts = Object.entries(details).flatMap(([field, amount]) => {
    const currency = currencyIn(field)
    return currency !== undefined && typeof amount === 'number' ? [{ field, amount, currency }] : []
  })
  const [only, another] = amounts
  if (only === undefined || another !== undefined) return details
  const { [only.field]: _, ...others } = details
  return { ...others, amount: only.amount, currency: only.currency }
}

/** The currency that a field is in, by ISO 4217: the last of its words, such as `Eur` in `amountEur`. */
const currencyIn = (field: string): string | undefined => {
  const word = /^(?:(?:amount|costs?|sum|total|price|value|paid)(?=[A-Z]|_))?_?([A-Za-z]{3})$/.exec(
    field,
  )?.[1]
  const code = word?.toUpperCase()
  return code !== undefined && currencies.has(code) ? code : undefined
}

const currencies: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'))

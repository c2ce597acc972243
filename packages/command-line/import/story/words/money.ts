import type { Details } from '../../report-line.ts'

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
  const { amount, code = '' } = namedByCurrency.exec(field)?.groups ?? {}
  const currency = code.toUpperCase()
  return (amount === undefined || amounts.has(amount)) && currencies.has(currency) ? currency : undefined
}

/** `eur`, `amountEur`, `amount_eur`. */
const namedByCurrency = /^(?:(?<amount>[a-z]+)(?=[A-Z_]))?_?(?<code>[A-Za-z]{3})$/

const amounts: ReadonlySet<string> = new Set([
  ...['amount', 'cost', 'costs', 'sum', 'total', 'price', 'value', 'paid'],
])

const currencies: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'))

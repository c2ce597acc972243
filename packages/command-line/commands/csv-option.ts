import { Option } from 'commander'

/** The option by which rows are printed for spreadsheets instead of people. */
export const csvOption = (): Option => new Option('--csv', 'print CSV with a heading, and nothing else')

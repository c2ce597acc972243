import { runAgency } from '@concord/agency'
import { corrections } from './agency.ts'

await runAgency(corrections)

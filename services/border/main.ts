import { runAgency } from '@concord/agency'
import { border } from './agency.ts'

await runAgency(border)

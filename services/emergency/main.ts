import { runAgency } from '@concord/agency'
import { emergency } from './agency.ts'

await runAgency(emergency)

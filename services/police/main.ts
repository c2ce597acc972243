import { runAgency } from '@concord/agency'
import { police } from './agency.ts'

await runAgency(police)

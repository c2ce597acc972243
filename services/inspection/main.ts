import { runAgency } from '@concord/agency'
import { inspection } from './agency.ts'

await runAgency(inspection)

import { runAgency } from '@concord/agency'
import { joc } from './agency.ts'

await runAgency(joc)

import { defineAgency } from '@concord/incident'
import { decider } from './decider.ts'
import { vocabulary } from './view.ts'

export const corrections = defineAgency({
  name: 'corrections',
  title: 'Prisons and probation',
  description:
    'Escapes and returns, work details outside the walls, transfers and escorts, security in prisons, release and probation.',
  ...vocabulary,
  decider,
})

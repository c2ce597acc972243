import { defineAgency } from '@concord/incident'
import { decider } from './decider.ts'
import { vocabulary } from './view.ts'

export const inspection = defineAgency({
  name: 'inspection',
  title: 'Specialised inspection',
  description:
    'Goods inspected and seized at the border, disinfection, disease and quarantine, evidence and what laboratories find.',
  ...vocabulary,
  decider,
})

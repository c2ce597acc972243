import { defineAgency } from '@concord/incident'
import { decider } from './decider.ts'
import { vocabulary } from './view.ts'

export const emergency = defineAgency({
  name: 'emergency',
  title: 'Emergency management',
  description:
    'Fires and satellite detections, floods, dzud and other hazards, disease and quarantine, risk by territory, warnings to the public, evacuations.',
  ...vocabulary,
  decider,
})

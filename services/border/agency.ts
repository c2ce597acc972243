import { defineAgency } from '@concord/incident'
import { decider } from './decider.ts'
import { vocabulary } from './view.ts'

export const border = defineAgency({
  name: 'border',
  title: 'Border protection',
  description:
    'Crossings of the line and their traces, checkpoints and who may pass, administrative measures, what patrols and volunteers see, posts and barriers.',
  ...vocabulary,
  decider,
})

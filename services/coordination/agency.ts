import { defineAgency } from '@concord/incident'
import { decider } from './decider.ts'
import { JOINT_CENTRE } from './joint-centre.ts'
import { vocabulary } from './view.ts'

export const joc = defineAgency({
  name: JOINT_CENTRE,
  title: 'Joint operation centre',
  description:
    'The lifecycle of incidents across agencies, joint operations with tasks and deadlines, decisions and what they rest on, exercises, plans and orders.',
  ...vocabulary,
  decider,
})

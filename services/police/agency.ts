import { defineAgency } from '@concord/incident'
import { decider } from './decider.ts'
import { vocabulary } from './view.ts'

export const police = defineAgency({
  name: 'police',
  title: 'Police',
  description:
    'Crime and missing persons, intelligence with its grade, evidence and the expert’s word on it, theft of livestock and vehicles, travellers in need.',
  ...vocabulary,
  decider,
})

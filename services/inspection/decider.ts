import { defineRules, recordingDecider, typesByCommand } from '@concord/incident'
import { vocabulary } from './view.ts'

/** What the inspection holds itself to, besides what all agencies have agreed on. */
const forbids = defineRules(vocabulary.events, {
  // Nothing is seized that nobody looked at.
  GoodsSeized: ({ data: { consignment } }, { standing }) =>
    standing('GoodsInspected').some(({ data }) => data.consignment === consignment)
      ? undefined
      : { code: 'not-inspected', detail: `Consignment ${consignment} was not inspected in this incident.` },
})

/** Decides on what the inspection records: by what all agencies are held to, and by the rules above. */
export const decider = recordingDecider(typesByCommand(vocabulary.events), {
  initially: undefined,
  forbids,
})

import { type Records, recordingDecider, standingData, typesByCommand } from '@concord/incident'
import type { Command, Rejection } from '@concord/kernel'
import { vocabulary } from './view.ts'

/** Nothing is seized that nobody looked at. */
const forbids = ({ name, data }: Command, records: Records): Rejection | undefined => {
  const { consignment } = data as { readonly consignment?: string }
  const inspected = standingData(records, 'GoodsInspected') as readonly { readonly consignment: string }[]
  return name === 'SeizeGoods' && !inspected.some((one) => one.consignment === consignment)
    ? { code: 'not-inspected', detail: `Consignment ${consignment} was not inspected in this incident.` }
    : undefined
}

/** Decides on what the inspection records: by what all agencies are held to, and by the rules above. */
export const decider = recordingDecider(typesByCommand(vocabulary.events), {
  initially: undefined,
  forbids,
})

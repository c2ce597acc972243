import { randomUUID } from 'node:crypto'
import streamsPb from '@eventstore/db-client/generated/streams_pb.js'
import { frame } from '../transport/frame.ts'

/** Says that a subscription is open, under an id of its own; not framed yet. */
export const confirmation = (): Uint8Array => {
  const response = new streamsPb.ReadResp()
  const confirmed = new streamsPb.ReadResp.SubscriptionConfirmation()
  confirmed.setSubscriptionId(randomUUID())
  response.setConfirmation(confirmed)
  return response.serializeBinary()
}

/** Says up to which position a filter has looked, framed. */
export const checkpoint = (position: bigint): Buffer => {
  const response = new streamsPb.ReadResp()
  const reached = new streamsPb.ReadResp.Checkpoint()
  reached.setCommitPosition(String(position))
  reached.setPreparePosition(String(position))
  response.setCheckpoint(reached)
  return frame(response.serializeBinary())
}

const emptyMember = (set: (response: InstanceType<typeof streamsPb.ReadResp>) => unknown): Buffer => {
  const response = new streamsPb.ReadResp()
  set(response)
  return frame(response.serializeBinary())
}

/** Says that everything there was has been sent, framed. */
export const caughtUpFrame = emptyMember((response) =>
  response.setCaughtUp(new streamsPb.ReadResp.CaughtUp()),
)

/** Says that the reader is slower than the log, framed. */
export const fellBehindFrame = emptyMember((response) =>
  response.setFellBehind(new streamsPb.ReadResp.FellBehind()),
)

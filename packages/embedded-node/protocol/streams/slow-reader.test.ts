import { connect } from 'node:http2'
import { binaryEvent } from '@eventstore/db-client'
import sharedPb from '@eventstore/db-client/generated/shared_pb.js'
import streamsPb from '@eventstore/db-client/generated/streams_pb.js'
import { expect, test } from 'vitest'
import { givenNode } from '../testing/node-in-test.ts'
import { frame, frameReader } from '../transport/frame.ts'

const given = givenNode()
const large = (count: number) =>
  Array.from({ length: count }, () => binaryEvent({ type: 'Photo', data: Buffer.alloc(50_000, 1) }))

const subscribeRequest = (): Buffer => {
  const options = new streamsPb.ReadReq.Options()
  const all = new streamsPb.ReadReq.Options.AllOptions()
  all.setStart(new sharedPb.Empty())
  options.setAll(all)
  options.setSubscription(new streamsPb.ReadReq.Options.SubscriptionOptions())
  options.setNoFilter(new sharedPb.Empty())
  const request = new streamsPb.ReadReq()
  request.setOptions(options)
  return frame(request.serializeBinary())
}

test('a reader that does not read holds no events in memory, and gets all of them later', async () => {
  const session = connect(`http://127.0.0.1:${given.node.port}`)
  const stream = session.request({
    ':method': 'POST',
    ':path': '/event_store.client.streams.Streams/Read',
    'content-type': 'application/grpc',
  })
  stream.end(subscribeRequest())
  stream.pause()
  // 30 MB while the reader takes nothing
  for (let i = 0; i < 30; i++) await given.client.appendToStream('photos', large(20))
  expect(given.node.statistics().waitingBytes).toBeLessThan(3 * 1024 * 1024)
  expect(given.node.statistics().liveSubscriptions).toBe(0)

  let photos = 0
  const read = frameReader((message) => {
    const event = streamsPb.ReadResp.deserializeBinary(message).getEvent()?.getEvent()
    if (event?.getMetadataMap().get('type') === 'Photo') photos++
  })
  stream.on('data', read)
  stream.resume()
  await expect.poll(() => photos).toBe(600)
  await expect.poll(() => given.node.statistics().liveSubscriptions).toBe(1)
  session.destroy()
})

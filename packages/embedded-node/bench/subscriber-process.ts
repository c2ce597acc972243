import { connect } from 'node:http2'
import sharedPb from '@eventstore/db-client/generated/shared_pb.js'
import streamsPb from '@eventstore/db-client/generated/streams_pb.js'
import { frame } from '../protocol/transport/frame.ts'

/*
 * Subscribers that take what they are sent and throw it away, which costs next to nothing of the machine's time: so many to the log
 * behind a connection string, over a few connections, with this expression on stream names if any.
 */
const [connectionString, count, regex] = process.argv.slice(2)

const connections = 10

const request = (): Buffer => {
  const options = new streamsPb.ReadReq.Options()
  const all = new streamsPb.ReadReq.Options.AllOptions()
  all.setEnd(new sharedPb.Empty())
  options.setAll(all)
  options.setSubscription(new streamsPb.ReadReq.Options.SubscriptionOptions())
  if (regex === undefined) options.setNoFilter(new sharedPb.Empty())
  else {
    const expression = new streamsPb.ReadReq.Options.FilterOptions.Expression()
    expression.setRegex(regex)
    const filter = new streamsPb.ReadReq.Options.FilterOptions()
    filter.setStreamIdentifier(expression)
    filter.setMax(32)
    filter.setCheckpointintervalmultiplier(1)
    options.setFilter(filter)
  }
  const message = new streamsPb.ReadReq()
  message.setOptions(options)
  return frame(message.serializeBinary())
}

const authority = connectionString!.replace('esdb:', 'http:').replace(/\?.*/, '')
const sessions = Array.from({ length: connections }, () => connect(authority))
const answered = Array.from({ length: Number(count) }, (_, i) => {
  const stream = sessions[i % connections]!.request({
    ':method': 'POST',
    ':path': '/event_store.client.streams.Streams/Read',
    'content-type': 'application/grpc',
  })
  stream.end(request())
  stream.resume()
  return new Promise((resolve) => stream.once('response', resolve))
})
await Promise.all(answered)
console.log(`ready ${connectionString}`)

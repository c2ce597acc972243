import streamsPb from '@eventstore/db-client/generated/streams_pb.js'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ProposedEvent, StoredEvent } from '../../store/store.ts'
import { frame, frameReader, maximumMessageBytes } from '../transport/frame.ts'
import { MalformedMessage } from '../transport/wire.ts'
import { decodeProposedEvent, decodeUuid } from './proposed-event.ts'
import { encodeEvents, type ResolvedEvent } from './recorded-event.ts'

const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }).map((text) => text.toWellFormed())
const bytes = fc.uint8Array({ maxLength: 300 })
const proposed = fc.record({
  id: fc.uuid(),
  type: name,
  contentType: fc.constantFrom('application/json' as const, 'application/octet-stream' as const),
  data: bytes,
  metadata: bytes,
})
const stored: fc.Arbitrary<StoredEvent> = fc
  .tuple(
    proposed,
    name,
    fc.bigInt(0n, 2n ** 63n - 1n),
    fc.bigInt(1n, 2n ** 53n - 1n),
    fc.bigInt(0n, 2n ** 62n),
  )
  .map(([event, stream, revision, position, createdTicks]) => ({
    ...event,
    stream,
    revision,
    position,
    createdTicks,
  }))
const resolved: fc.Arbitrary<ResolvedEvent> = fc.record({
  event: stored,
  link: fc.option(stored, { nil: undefined }),
})

const messagesOf = (framed: Buffer): Buffer[] => {
  const messages: Buffer[] = []
  frameReader((message) => messages.push(message))(framed)
  return messages
}

const asStored = (record: InstanceType<typeof streamsPb.ReadResp.ReadEvent.RecordedEvent>): StoredEvent => ({
  id: record.getId()!.getString(),
  type: record.getMetadataMap().get('type')!,
  contentType: record.getMetadataMap().get('content-type') as StoredEvent['contentType'],
  createdTicks: BigInt(record.getMetadataMap().get('created')!),
  data: record.getData_asU8(),
  metadata: record.getCustomMetadata_asU8(),
  stream: Buffer.from(record.getStreamIdentifier()!.getStreamName_asU8()).toString(),
  revision: BigInt(record.getStreamRevision()),
  position: BigInt(record.getCommitPosition()),
})

test('a page of events reads the same through the generated code', () => {
  fc.assert(
    fc.property(fc.array(resolved, { maxLength: 6 }), (page) => {
      const read = messagesOf(encodeEvents(page, 'text')).map((message) => {
        const found = streamsPb.ReadResp.deserializeBinary(message).getEvent()!
        const link = found.getLink()
        return { event: asStored(found.getEvent()!), link: link === undefined ? undefined : asStored(link) }
      })
      expect(read).toEqual(page)
    }),
  )
})

test('ids keep their value in the structured form', () => {
  fc.assert(
    fc.property(stored, (event) => {
      const [message] = messagesOf(encodeEvents([{ event, link: undefined }], 'structured'))
      const id = streamsPb.ReadResp.deserializeBinary(message!).getEvent()!.getEvent()!.getId()!
      const encoded = Buffer.from(id.serializeBinary())
      expect(decodeUuid(encoded, 0, encoded.length)).toBe(event.id)
    }),
  )
})

test('a proposed event is read as the generated code wrote it', () => {
  fc.assert(
    fc.property(proposed, (event) => {
      const read = decoded(event)
      expect({ ...read, data: [...read.data], metadata: [...read.metadata] }).toEqual({
        ...event,
        data: [...event.data],
        metadata: [...event.metadata],
      })
    }),
  )
})

test('events whose types are as long as each other keep their own, in whatever order they come', () => {
  const types = fc.array(fc.constantFrom('Seen', 'Held', 'Sent', 'Zeen', 'Seez'))
  fc.assert(
    fc.property(types, proposed, (inTurn, event) => {
      expect(inTurn.map((type) => decoded({ ...event, type }).type)).toEqual(inTurn)
    }),
  )
})

/** The event as it is read from what the generated code makes of it. */
const decoded = (event: ProposedEvent): ProposedEvent => {
  const message = new streamsPb.BatchAppendReq.ProposedMessage()
  message.setId(idMessage(event.id))
  message.getMetadataMap().set('type', event.type)
  message.getMetadataMap().set('content-type', event.contentType)
  message.setData(event.data)
  message.setCustomMetadata(event.metadata)
  const encoded = Buffer.from(message.serializeBinary())
  return decodeProposedEvent(encoded, 0, encoded.length)
}

const idMessage = (id: string) => {
  const uuid =
    streamsPb.ReadResp.ReadEvent.RecordedEvent.deserializeBinary(new Uint8Array()).getId() ?? new UUID()
  uuid.setString(id)
  return uuid
}
const { UUID } = (await import('@eventstore/db-client/generated/shared_pb.js')).default

test('bytes that are no message are refused, never more', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (noise) => {
      const message = Buffer.from(noise)
      try {
        decodeProposedEvent(message, 0, message.length)
      } catch (error) {
        expect(error).toBeInstanceOf(MalformedMessage)
      }
    }),
    { numRuns: 2000 },
  )
})

test('messages are the same however the network cuts them', () => {
  fc.assert(
    fc.property(
      fc.array(bytes, { maxLength: 8 }),
      fc.array(fc.nat(40), { maxLength: 50 }),
      (messages, cuts) => {
        const whole = Buffer.concat(messages.map((message) => frame(message)))
        const found: number[][] = []
        const read = frameReader((message) => found.push([...message]))
        let at = 0
        for (const cut of [...cuts, whole.length]) {
          if (at < whole.length) expect(read(whole.subarray(at, at + cut))).toBeUndefined()
          at += cut
        }
        expect(found).toEqual(messages.map((message) => [...message]))
      },
    ),
  )
})

test('a message that is announced too long is refused before it comes', () => {
  const announced = Buffer.alloc(5)
  announced.writeUInt32BE(maximumMessageBytes + 1, 1)
  expect(frameReader(() => undefined)(announced)).toMatchObject({
    message: expect.stringContaining('longer'),
  })
})

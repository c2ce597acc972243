import type { ExpectedRevision } from '../../store/store.ts'
import { eachField, varintAsBigInt, varintValue } from '../transport/wire.ts'
import type { BatchOptions } from './batch-append-response.ts'
import { decodeUuid } from './proposed-event.ts'

/** One message of a batch append. An append comes in one or several; the first carries its options. */
export interface BatchAppendRequest {
  readonly correlationId: string
  readonly options: BatchOptions | undefined
  /** Where in the message each of its events begins and ends. */
  readonly proposed: readonly (readonly [start: number, end: number])[]
  /** Whether the append is complete with it. */
  readonly final: boolean
}

/** Throws a MalformedMessage for what is no such message; its events are not looked at. */
export const decodeBatchAppend = (message: Buffer): BatchAppendRequest => {
  let correlationId = ''
  let options: BatchOptions | undefined
  let final = false
  const proposed: (readonly [number, number])[] = []
  eachField(message, 0, message.length, (field, start, end) => {
    if (field === 1) correlationId = decodeUuid(message, start, end)
    else if (field === 2) options = decodeOptions(message, start, end)
    else if (field === 3) proposed.push([start, end])
    else if (field === 4) final = varintValue(message, start, end) !== 0
  })
  return { correlationId, options, proposed, final }
}

const decodeOptions = (message: Buffer, from: number, to: number): BatchOptions => {
  let stream = ''
  let expected: ExpectedRevision = 'any'
  let deadlineMs = Number.POSITIVE_INFINITY
  eachField(message, from, to, (field, start, end) => {
    if (field === 1) stream = decodeStreamName(message, start, end)
    else if (field === 2) expected = varintAsBigInt(message, start, end)
    else if (field === 3) expected = 'no_stream'
    else if (field === 5) expected = 'stream_exists'
    else if (field === 6) deadlineMs = decodeTimestampMs(message, start, end)
  })
  return { stream, expected, deadlineMs }
}

const decodeStreamName = (message: Buffer, from: number, to: number): string => {
  let name = ''
  eachField(message, from, to, (field, start, end) => {
    if (field === 3) name = message.toString('utf8', start, end)
  })
  return name
}

const decodeTimestampMs = (message: Buffer, from: number, to: number): number => {
  let ms = 0
  eachField(message, from, to, (field, start, end) => {
    ms += varintValue(message, start, end) * (field === 1 ? 1000 : 1e-6)
  })
  return ms
}

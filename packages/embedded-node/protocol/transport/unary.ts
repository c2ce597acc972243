import type { Call } from './call.ts'
import { alone } from './frame.ts'
import type { Handler } from './grpc-server.ts'
import { invalidArgument, ok, type Status } from './status.ts'

/** What a unary method answers: a message, or the status that refuses it. */
export type UnaryAnswer = { readonly message: Uint8Array } | { readonly refused: Status }

/** Answers with a message of the generated code. */
export const answer = (message: { serializeBinary(): Uint8Array }): UnaryAnswer => ({
  message: message.serializeBinary(),
})

/** Answers with nothing but how the call ends. */
export const refuse = (refused: Status): UnaryAnswer => ({ refused })

/** A method with one request and one response. */
export const unary =
  (respond: (request: Buffer, call: Call) => UnaryAnswer | Promise<UnaryAnswer>): Handler =>
  async (call) => {
    const request = await onlyMessage(call)
    if (request === undefined) return invalidArgument('The call carries no request.')
    const given = await respond(request, call)
    if ('refused' in given) return given.refused
    call.send(given.message)
    return ok
  }

/** The one request of a unary or server-streaming call. */
export const onlyMessage = async (call: Call): Promise<Buffer | undefined> => {
  let request: Buffer | undefined
  await call.eachMessage((message) => {
    request ??= alone(message)
    call.gathers(request.length)
  })
  call.gathers(0)
  return request
}

import {
  type AppendedEvent,
  type Command,
  type Decider,
  err,
  millisecondsOf,
  ok,
  type ProposedEvent,
  type Rejection,
  type Result,
} from '@concord/kernel'
import { evolveGlasses, type Glass, isOpen, isOverdue, MOST_OPEN_MS, noGlasses } from './glasses.ts'

type Decision = Result<readonly ProposedEvent[], Rejection>

/**
 * Decides on the stream `glass-<incident>`. Whether the caller's roles allow it has been asked before. It takes no
 * imported records and no exercise: nobody sees anything because of a break-glass that was not meant.
 */
export const glassDecider: Decider<ReadonlyMap<string, Glass>> = {
  initialState: noGlasses,
  evolve: (glasses, event) => evolveGlasses(glasses, endingAsItSays(event)),
  decide: (command, glasses) => {
    if (command.context.imported || command.context.mode !== 'operational') {
      return reject('not-operational', 'A break-glass is neither imported nor exercised.')
    }
    switch (command.name) {
      case 'BreakGlass':
        return invoke(command, glasses)
      case 'GiveBreakGlassNotice':
        return give(command, glasses)
      case 'CallForBreakGlassReview':
        return callForReview(command, glasses)
      case 'ReviewBreakGlass':
        return review(command, glasses)
      default:
        return reject('unknown-command', `There is no command ${command.name}.`)
    }
  },
}

/**
 * A writer is not told when the store recorded a break-glass, and need not be: what was decided here ends by its own word
 * within the bound. Taken as invoked when it ends, the bound takes nothing from it.
 */
const endingAsItSays = (event: AppendedEvent): Parameters<typeof evolveGlasses>[1] => ({
  ...event,
  recordedAt: (event.data as { readonly until?: string }).until ?? event.envelope.occurredAt,
})

const invoke = ({ context, data }: Command, glasses: ReadonlyMap<string, Glass>): Decision => {
  const { reason, until } = data as { reason: string; until: string }
  const nowMs = millisecondsOf(context.receivedAt)
  const untilMs = millisecondsOf(until)
  if (untilMs <= nowMs) return reject('already-over', 'It would end before it begins.')
  if (untilMs > nowMs + MOST_OPEN_MS) {
    return reject(
      'too-long',
      `It lasts at most ${MOST_OPEN_MS / 3_600_000} hours; break it again if need be.`,
    )
  }
  const { agency, subject } = context.actor
  const open = [...glasses.values()].find(
    (glass) => glass.reader.agency === agency && glass.reader.subject === subject && isOpen(glass, nowMs),
  )
  if (open) return reject('already-open', `You have broken the glass on this incident until ${open.until}.`)
  return ok([{ type: 'BreakGlassInvoked', data: { reader: { agency, subject }, reason, until } }])
}

const give = ({ data }: Command, glasses: ReadonlyMap<string, Glass>): Decision => {
  const { invocation, to } = data as { invocation: string; to: string }
  const glass = glasses.get(invocation)
  if (!glass) return unknown(invocation)
  if (glass.noticed.includes(to)) return reject('already-noticed', `${to} was told of it before.`)
  return ok([{ type: 'BreakGlassNoticeGiven', data }])
}

const callForReview = ({ context, data }: Command, glasses: ReadonlyMap<string, Glass>): Decision => {
  const { invocation, to } = data as { invocation: string; to: string }
  const glass = glasses.get(invocation)
  if (!glass) return unknown(invocation)
  if (!isOverdue(glass, millisecondsOf(context.receivedAt)))
    return reject('not-overdue', 'It was reviewed, or there is still time for it.')
  if (glass.calledFor.includes(to)) return reject('already-called-for', `${to} was told of it before.`)
  return ok([{ type: 'BreakGlassReviewCalledFor', data }])
}

const review = ({ context, data }: Command, glasses: ReadonlyMap<string, Glass>): Decision => {
  const { invocation } = data as { invocation: string }
  const glass = glasses.get(invocation)
  if (!glass) return unknown(invocation)
  if (glass.finding) return reject('already-reviewed', `It was found ${glass.finding} before.`)
  const { agency, subject } = context.actor
  if (glass.reader.agency === agency && glass.reader.subject === subject) {
    return reject('own-break-glass', 'Nobody reviews a break-glass of their own.')
  }
  if (glass.reader.agency === agency && agency !== context.agency) {
    return reject('own-agency', 'A break-glass is reviewed by an auditor of oversight or of another agency.')
  }
  return ok([{ type: 'BreakGlassReviewed', data }])
}

const unknown = (invocation: string): Decision =>
  reject('unknown-break-glass', `No glass was broken on this incident by the event ${invocation}.`)

const reject = (code: string, detail: string): Decision => err({ code, detail })

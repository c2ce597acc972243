import {
  type Command,
  type Decider,
  err,
  millisecondsOf,
  ok,
  type ProposedEvent,
  type Rejection,
  type Result,
} from '@concord/kernel'
import {
  evolveGlasses,
  type Glass,
  isBrokenBy,
  isOpen,
  isOverdue,
  MOST_OPEN_MS,
  noGlasses,
} from './glasses.ts'

type Decision = Result<readonly ProposedEvent[], Rejection>
type Glasses = ReadonlyMap<string, Glass>

/**
 * Decides on the stream `glass-<incident>`. Whether the caller's roles allow it has been asked before. It takes no
 * imported records and no exercise: nobody sees anything because of a break-glass that was not meant.
 */
export const glassDecider: Decider<Glasses> = {
  initialState: noGlasses,
  evolve: evolveGlasses,
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

const invoke = ({ context, data: asked }: Command, glasses: Glasses): Decision => {
  const { reason, until } = asked as { reason: string; until: string }
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
  const open = [...glasses.values()].find((glass) => isBrokenBy(glass, context.actor) && isOpen(glass, nowMs))
  if (open) return reject('already-open', `You have broken the glass on this incident until ${open.until}.`)
  // It begins when it is decided on, whenever its sender says that it did: its end counts from there.
  const data = { reader: { agency, subject }, reason, until }
  return ok([{ type: 'BreakGlassInvoked', data, occurredAt: context.receivedAt }])
}

const give = ({ data }: Command, glasses: Glasses): Decision => {
  const { invocation, to } = data as { invocation: string; to: string }
  const glass = glasses.get(invocation)
  if (!glass) return unknown(invocation)
  if (glass.noticed.includes(to)) return reject('already-noticed', `${to} was told of it before.`)
  return ok([{ type: 'BreakGlassNoticeGiven', data }])
}

const callForReview = ({ context, data }: Command, glasses: Glasses): Decision => {
  const { invocation, to } = data as { invocation: string; to: string }
  const glass = glasses.get(invocation)
  if (!glass) return unknown(invocation)
  if (!isOverdue(glass, millisecondsOf(context.receivedAt)))
    return reject('not-overdue', 'It was reviewed, or there is still time for it.')
  if (glass.calledFor.includes(to)) return reject('already-called-for', `${to} was told of it before.`)
  return ok([{ type: 'BreakGlassReviewCalledFor', data }])
}

const review = ({ context, data }: Command, glasses: Glasses): Decision => {
  const { invocation } = data as { invocation: string }
  const glass = glasses.get(invocation)
  if (!glass) return unknown(invocation)
  if (glass.finding) return reject('already-reviewed', `It was found ${glass.finding} before.`)
  const { agency } = context.actor
  if (isBrokenBy(glass, context.actor)) {
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

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
      return reject(
        'not-operational',
        'A break-glass cannot be imported, nor be part of an exercise or a test.',
      )
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
  if (untilMs <= nowMs)
    return reject('already-over', '`until` lies in the past: a break-glass must end in the future.')
  if (untilMs > nowMs + MOST_OPEN_MS) {
    return reject(
      'too-long',
      `A break-glass lasts at most ${MOST_OPEN_MS / 3_600_000} hours. Choose an earlier \`until\`; you can break the glass again when it has ended.`,
    )
  }
  const { agency, subject } = context.actor
  const open = [...glasses.values()].find((glass) => isBrokenBy(glass, context.actor) && isOpen(glass, nowMs))
  if (open)
    return reject('already-open', `You have already broken the glass on this incident, until ${open.until}.`)
  // It begins when it is decided on, whenever its sender says that it did: its end counts from there.
  const data = { reader: { agency, subject }, reason, until }
  return ok([{ type: 'BreakGlassInvoked', data, occurredAt: context.receivedAt }])
}

const give = ({ data }: Command, glasses: Glasses): Decision => {
  const { invocation, to } = data as { invocation: string; to: string }
  const glass = glasses.get(invocation)
  if (!glass) return unknown(invocation)
  if (glass.noticed.includes(to)) return reject('already-noticed', `${to} has already been told.`)
  return ok([{ type: 'BreakGlassNoticeGiven', data }])
}

const callForReview = ({ context, data }: Command, glasses: Glasses): Decision => {
  const { invocation, to } = data as { invocation: string; to: string }
  const glass = glasses.get(invocation)
  if (!glass) return unknown(invocation)
  if (!isOverdue(glass, millisecondsOf(context.receivedAt)))
    return reject('not-overdue', 'The review is not overdue: it was done, or there is still time for it.')
  if (glass.calledFor.includes(to)) return reject('already-called-for', `${to} has already been told.`)
  return ok([{ type: 'BreakGlassReviewCalledFor', data }])
}

const review = ({ context, data }: Command, glasses: Glasses): Decision => {
  const { invocation } = data as { invocation: string }
  const glass = glasses.get(invocation)
  if (!glass) return unknown(invocation)
  if (glass.finding)
    return reject('already-reviewed', `This break-glass was already reviewed and found ${glass.finding}.`)
  const { agency } = context.actor
  if (isBrokenBy(glass, context.actor)) {
    return reject('own-break-glass', 'You cannot review your own break-glass.')
  }
  if (glass.reader.agency === agency && agency !== context.agency) {
    return reject('own-agency', 'Only an auditor of oversight or of another agency may review a break-glass.')
  }
  return ok([{ type: 'BreakGlassReviewed', data }])
}

const unknown = (invocation: string): Decision =>
  reject('unknown-break-glass', `The event ${invocation} did not break the glass on this incident.`)

const reject = (code: string, detail: string): Decision => err({ code, detail })

import { defineEvent } from '@concord/kernel'
import { asked, given, happened } from '@concord/kernel/given'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { details, nameSchema } from '../details/details.ts'
import { recordingDecider, typesByCommand } from './agreed-decider.ts'
import { defineRules } from './rule-table.ts'

const GateOpened = defineEvent({
  type: 'GateOpened',
  schemaVersion: 1,
  command: 'OpenGate',
  description: 'A gate of the park was opened.',
  data: details({ gate: nameSchema, by: nameSchema.optional() }),
})

const GateClosed = defineEvent({
  type: 'GateClosed',
  schemaVersion: 1,
  command: 'CloseGate',
  description: 'A gate of the park was closed.',
  data: details({ gate: nameSchema, hours: z.number() }),
  request: details({ gate: nameSchema, untilHour: z.number() }),
})

const events = [GateOpened, GateClosed] as const

const forbids = defineRules(events, {
  GateClosed: ({ data: { gate, untilHour } }, { last }) =>
    last(['GateOpened', 'GateClosed'], ({ data }) => data.gate === gate)?.type === 'GateOpened'
      ? undefined
      : { code: 'gate-not-open', detail: `Gate ${gate} cannot be closed until ${untilHour}.` },
})

const decider = recordingDecider(typesByCommand(events), { initially: undefined, forbids })
const close = asked('CloseGate', { gate: 'north', untilHour: 6 })

test('a rule is asked of the command for its event, by what stands, and of no other command', () => {
  const opened = happened('GateOpened', { gate: 'north' }, { reference: 'G-1' })
  given(decider)
    .when(asked('OpenGate', { gate: 'north' }))
    .records('GateOpened')
  given(decider).when(close).refuses('gate-not-open')
  given(decider, happened('GateOpened', { gate: 'south' }))
    .when(close)
    .refuses('gate-not-open')
  given(decider, opened).when(close).records('GateClosed')
  given(decider, opened, happened('ReportRetracted', {}, { retracts: 'G-1' }))
    .when(close)
    .refuses('gate-not-open')
})

test('what a rule looks at stands in the place of what it corrects', () => {
  const seen: unknown[] = []
  const looking = defineRules(events, {
    GateClosed: (_, { standing }) => {
      seen.push(standing('GateOpened').map(({ data }) => data.by))
      return undefined
    },
  })
  const past = [
    happened('GateOpened', { gate: 'north', by: 'R-1' }, { reference: 'G-1' }),
    happened('GateOpened', { gate: 'south', by: 'R-2' }),
    happened('GateOpened', { gate: 'north', by: 'R-3' }, { corrects: 'G-1' }),
  ]
  given(recordingDecider(typesByCommand(events), { initially: undefined, forbids: looking }), ...past)
    .when(close)
    .records('GateClosed')
  expect(seen).toEqual([['R-3', 'R-2']])
})

test('a rule for an event or a field that nobody declares does not compile, so that none falls silent by a new name', () => {
  defineRules(events, {
    // @ts-expect-error The type is GateOpened.
    GateUnlocked: () => undefined,
  })
  defineRules(events, {
    // @ts-expect-error The field is `gate`; what else comes along is nobody's word.
    GateOpened: ({ data: { name } }) => name,
    // @ts-expect-error The command carries `untilHour`; `hours` is what the event makes of it.
    GateClosed: ({ data: { hours } }) => hours,
  })
  defineRules(events, {
    // @ts-expect-error No GateUnlocked ever stands.
    GateOpened: (_, { standing }) => (standing('GateUnlocked').length > 0 ? undefined : undefined),
  })
})

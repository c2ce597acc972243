import type { ParticipantChange } from '@concord/incident'
import { happened, recorded } from '@concord/kernel/given'
import { describe, expect, test } from 'vitest'
import { evolveLeads, type Leads, leadOf } from './leads.ts'
import { nothingKnown } from './process-state.ts'

type Step = Pick<ParticipantChange, 'agency' | 'state' | 'unless'> & { readonly takesBack?: number }

/** Who leads INC-1 after these steps, in one mode. */
const leadAfter = (steps: readonly Step[], mode: 'operational' | 'exercise' = 'operational') => {
  const ids: string[] = []
  const leads = steps.reduce<Leads>((before, { takesBack, ...step }, index) => {
    const retracts = takesBack === undefined ? {} : { retracts: ids[takesBack]! }
    const told = happened('Stepped', {}, { agency: 'joc', ...retracts })
    const event = recorded(told, index, undefined, 'incident-INC-1')
    ids.push(event.id)
    return evolveLeads(before, event, takesBack === undefined ? [{ change: 'participant', ...step }] : [])
  }, nothingKnown.leads)
  return leadOf(leads, 'INC-1', mode)
}

const leads = (agency: string): Step => ({ agency, state: 'lead' })

describe('who leads an incident', () => {
  test('is whoever was last said to, until they stand down', () => {
    expect(leadAfter([])).toBeUndefined()
    expect(leadAfter([{ agency: 'police', state: 'joined' }])).toBeUndefined()
    expect(leadAfter([leads('police'), leads('border')])).toBe('border')
    expect(leadAfter([leads('police'), { agency: 'border', state: 'stood-down' }])).toBe('police')
    expect(leadAfter([leads('police'), { agency: 'police', state: 'stood-down' }])).toBeUndefined()
  })

  test('is not changed by who only hands on what nobody else leads, or what is played', () => {
    const handing: Step = { ...leads('border'), unless: 'somebody-leads' }
    expect(leadAfter([handing])).toBe('border')
    expect(leadAfter([leads('police'), handing])).toBe('police')
    expect(leadAfter([leads('police')], 'exercise')).toBeUndefined()
  })

  test('is as before when the step is taken back', () => {
    expect(leadAfter([leads('police'), leads('border'), { ...leads('border'), takesBack: 1 }])).toBe('police')
  })
})

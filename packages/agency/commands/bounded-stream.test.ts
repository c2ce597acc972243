import { agreed, recordingDecider, typesByCommand } from '@concord/incident'
import { asked, given, happened } from '@concord/kernel/given'
import { test } from 'vitest'
import { MOST_LENGTH, SHORT_LENGTH, withBoundedLength } from './bounded-stream.ts'

const decider = withBoundedLength(recordingDecider(typesByCommand(agreed.events)))

const long = { text: 'x'.repeat(SHORT_LENGTH) }
const filled = happened('FieldObservation', { text: 'x'.repeat(MOST_LENGTH) })
const retraction = asked('RetractReport', {}, { retracts: '00000000-0000-4000-8000-000000000000' })
const police = { actor: { subject: 'duty-1', role: 'duty-officer', agency: 'police' } }

test('a stream takes long records until it is as long as a process can hold, and then short ones alone', () => {
  given(decider).when(asked('ReportObservation', long)).records('FieldObservation')
  given(decider, filled).when(asked('ReportObservation', long)).refuses('full-record')
  given(decider, filled)
    .when(asked('ReportObservation', { text: 'x' }))
    .records('FieldObservation')
  given(decider, filled).when(retraction).records('ReportRetracted')
})

test('members of other agencies record short ones, however much is there: nobody learns that by trying, or fills it up', () => {
  for (const before of [[], [filled]]) {
    given(decider, ...before)
      .when(asked('ReportObservation', long, police))
      .refuses('too-long-for-others')
    given(decider, ...before)
      .when(asked('ReportObservation', { text: 'x' }, police))
      .records('FieldObservation')
  }
})

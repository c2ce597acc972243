import { createPolicy } from '@concord/access'
import { agreed, recordingDecider, typesByCommand } from '@concord/incident'
import type { Marking } from '@concord/kernel'
import { asked, given, happened } from '@concord/kernel/given'
import { test } from 'vitest'
import { withReleaseRule } from './release-rule.ts'

const policy = createPolicy({ agencies: ['watch', 'police'], partners: ['abroad'] })
const decider = withReleaseRule('watch', () => policy, recordingDecider(typesByCommand(agreed.events)))

const event = '00000000-0000-4000-8000-000000000000'
const report = (tlp: Marking['tlp']) => happened('FieldObservation', {}, { marking: { tlp } })
const releaseBy = (role: string, ...to: readonly string[]) =>
  asked('GrantRelease', { event, to }, { actor: { subject: 'chief', role, agency: 'watch' } })

test('what is marked RED is released to an agency of the roster, and never abroad', () => {
  given(decider, report('RED')).when(releaseBy('commander', 'police')).records('ReleaseGranted')
  given(decider, report('RED'))
    .when(releaseBy('commander', 'police', 'abroad'))
    .refuses('red-is-not-released-abroad')
  given(decider, report('AMBER')).when(releaseBy('commander', 'abroad')).records('ReleaseGranted')
})

test('not even a release of an older system takes it abroad', () => {
  const imported = { recordedAt: '2020-01-01T00:00:00Z', system: 'old', by: 'archive' }
  const actor = { subject: 'archive', role: 'importer', agency: 'watch' }
  given(decider, report('RED'))
    .when(asked('GrantRelease', { event, to: ['abroad'] }, { imported, actor }))
    .refuses('red-is-not-released-abroad')
})

test('nothing is released to somebody whom nobody has registered', () => {
  given(decider, report('GREEN')).when(releaseBy('commander', 'somebody')).refuses('unknown-recipient')
})

test('a release is given by somebody who answers for it', () => {
  given(decider, report('GREEN')).when(releaseBy('duty-officer', 'police')).refuses('release-role-missing')
})

test('what there is no record of is not released', () => {
  given(decider).when(releaseBy('commander', 'police')).refuses('unknown-record')
})

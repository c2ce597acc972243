import type { Meant } from './type-words.ts'

/** A type of ours by its own name, where the line says what nobody can leave out of it. */
export const plainly = (type: string): Meant => guarded({ type, says: {}, needs: [] })

/** The same meaning, where the line says what nobody can leave out of it. */
export const guarded = (meant: Meant): Meant => ({
  ...meant,
  needs: [...meant.needs, ...(essentials.get(meant.type) ?? [])],
})

/**
 * What a line says of itself, whatever it is called: of a border crossing whether it is open, of a record which of its
 * fields is erased, of the public how urgently and how surely it is warned.
 */
export const meantByShape: readonly Meant[] = [
  {
    ...{ type: 'CheckpointStatusChanged', says: {}, needs: ['checkpoint'] },
    isSaidBy: ({ status }) => ['open', 'closed', 'restricted'].includes(String(status)),
  },
  {
    ...{ type: 'PublicAlertIssued', says: {}, needs: ['capIdentifier', 'urgency', 'certainty'] },
    isSaidBy: ({ msgType = 'Alert' }) => msgType === 'Alert',
  },
  { type: 'PersonalDataErased', says: {}, needs: ['target', 'field'] },
]

/** Without which a line is not of that type, though it may be called so; of those in a list, one. */
const essentials: ReadonlyMap<string, Meant['needs']> = new Map<string, Meant['needs']>([
  ...['TaskAssigned', 'TaskAccepted', 'TaskDeclined', 'TaskCompleted', 'TaskWithdrawn'].map(
    (type) => [type, ['task']] as const,
  ),
  ['CheckpointStatusChanged', ['checkpoint', 'status']],
  ['ResourceRequested', ['request']],
  ['ResourceCommitted', [['unit', 'personnel', 'quantity']]],
  ['ResourceReleased', [['unit', 'request', 'task']]],
  ['SubjectApprehended', [['subject', 'subjects']]],
  ['IdentityConfirmed', [['subject', 'subjects']]],
  ['CustodyRestored', [['subject', 'subjects']]],
  ['PrisonerEscapeReported', ['subjects']],
  ['DecisionRecorded', ['basis', ['unit', 'fact', 'allocations']]],
  ['IncidentsLinked', [['a', 'b', 'incidents', 'other', 'with', 'to', 'from']]],
  ['IncidentsUnlinked', [['a', 'b', 'incidents', 'other', 'with', 'to', 'from']]],
  ['IncidentMerged', [['into', 'merged', 'from', 'incidents', 'a', 'b']]],
  ['PersonalDataErased', ['target']],
  ['ReleaseGranted', ['event', 'to']],
  ['ReleaseRevoked', ['event']],
  ['ForensicStatementRecorded', ['evidence']],
])

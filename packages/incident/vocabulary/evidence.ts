import { defineEvent } from '@concord/kernel'
import { z } from 'zod'
import { defineVocabulary } from '../agency-definition.ts'
import { details, nameSchema, narrativeSchema, textSchema } from '../details/details.ts'
import { placeDetails, placeOf } from '../details/place-details.ts'

const evidenceSchema = nameSchema.meta({ description: 'The number of the piece of evidence.' })
const custodySchema = z
  .array(nameSchema)
  .max(100)
  .meta({ description: 'Through whose hands it went, the first first.' })
const sha256Schema = nameSchema.meta({ description: 'SHA-256 of the document or the sealed content.' })
const sceneSchema = nameSchema.meta({ description: 'The name of the scene.' })

const EvidenceCollected = defineEvent({
  type: 'EvidenceCollected',
  schemaVersion: 1,
  command: 'CollectEvidence',
  description: 'A piece of evidence was secured.',
  data: details({
    ...placeDetails,
    evidence: evidenceSchema,
    kind: nameSchema.optional().meta({ description: 'What it is.' }),
    by: nameSchema.optional().meta({ description: 'Who secured it, by function.' }),
    sha256: sha256Schema.optional(),
  }),
})

const CustodyTransferred = defineEvent({
  type: 'CustodyTransferred',
  schemaVersion: 1,
  command: 'TransferCustody',
  description: 'A piece of evidence went from one hand to another.',
  data: details({
    evidence: evidenceSchema,
    from: nameSchema.optional().meta({ description: 'Who gave it.' }),
    to: nameSchema.meta({ description: 'Who received it.' }),
    purpose: textSchema.optional().meta({ description: 'What for.' }),
  }),
})

const ForensicStatementRecorded = defineEvent({
  type: 'ForensicStatementRecorded',
  schemaVersion: 1,
  command: 'RecordForensicStatement',
  description: 'An expert stated what the evidence shows.',
  data: details({
    evidence: evidenceSchema.optional(),
    sha256: sha256Schema.optional(),
    custody: custodySchema.optional(),
    statement: narrativeSchema.optional().meta({ description: 'The finding.' }),
    expert: nameSchema.optional().meta({ description: 'The code of the expert.' }),
  }),
})

const ForensicStatementSuperseded = defineEvent({
  type: 'ForensicStatementSuperseded',
  schemaVersion: 1,
  command: 'SupersedeForensicStatement',
  description: 'A forensic statement was replaced by another one.',
  data: details({
    evidence: evidenceSchema.optional(),
    sha256: sha256Schema.optional(),
    statement: narrativeSchema.optional().meta({ description: 'What the expert now says.' }),
    reason: narrativeSchema.optional().meta({ description: 'Why the earlier one does not stand.' }),
  }),
})

const SceneSecured = defineEvent({
  type: 'SceneSecured',
  schemaVersion: 1,
  command: 'SecureScene',
  description: 'A scene is closed off for investigation.',
  data: details({ ...placeDetails, scene: sceneSchema.optional() }),
})

const SceneReleased = defineEvent({
  type: 'SceneReleased',
  schemaVersion: 1,
  command: 'ReleaseScene',
  description: 'A scene may be entered again.',
  data: details({ ...placeDetails, scene: sceneSchema.optional() }),
})

const JointInvestigationOpened = defineEvent({
  type: 'JointInvestigationOpened',
  schemaVersion: 1,
  command: 'OpenJointInvestigation',
  description: 'Several agencies investigate together.',
  data: details({
    case: nameSchema.optional().meta({ description: 'The number of the case.' }),
    agencies: z.array(nameSchema).max(64).optional().meta({ description: 'Who takes part.' }),
    deadline: nameSchema.optional().meta({ description: 'Until when the law allows.' }),
  }),
})

/** Evidence and the chain of its custody, the expert's word, and the scene it comes from. */
export const evidence = defineVocabulary(
  [
    EvidenceCollected,
    CustodyTransferred,
    ForensicStatementRecorded,
    ForensicStatementSuperseded,
    SceneSecured,
    SceneReleased,
    JointInvestigationOpened,
  ],
  {
    EvidenceCollected: ({ data }) => placeOf(data),
    CustodyTransferred: ({ data }) => [
      { change: 'fact', about: `evidence ${data.evidence}`, name: 'custodian', value: data.to },
    ],
    ForensicStatementRecorded: () => [],
    ForensicStatementSuperseded: () => [],
    SceneSecured: ({ data }) => [
      { change: 'measure', measure: scene(data.scene), kind: 'secured-scene', state: 'imposed' },
      ...placeOf(data),
    ],
    SceneReleased: ({ data }) => [
      { change: 'measure', measure: scene(data.scene), kind: 'secured-scene', state: 'lifted' },
    ],
    JointInvestigationOpened: () => [{ change: 'fact', about: 'investigation', name: 'joint', value: true }],
  },
)

const scene = (name: string | undefined): string => `scene ${name ?? ''}`.trim()

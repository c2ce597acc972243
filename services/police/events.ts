import {
  countSchema,
  details,
  nameSchema,
  narrativeSchema,
  personSchema,
  placeDetails,
} from '@concord/incident'
import { defineEvent } from '@concord/kernel'

const vehicleDetails = details({
  ...placeDetails,
  vehicle: nameSchema.meta({ description: 'The code of the vehicle.' }),
  make: nameSchema.optional().meta({ description: 'Make and model.' }),
  plate: nameSchema.optional().meta({ description: 'Registration number.' }),
  colour: nameSchema.optional().meta({ description: 'Colour.' }),
})

const VehicleTheftReported = defineEvent({
  type: 'VehicleTheftReported',
  schemaVersion: 1,
  command: 'ReportVehicleTheft',
  description: 'A vehicle was stolen.',
  data: vehicleDetails,
})

const VehicleRecovered = defineEvent({
  type: 'VehicleRecovered',
  schemaVersion: 1,
  command: 'ReportVehicleRecovery',
  description: 'A stolen vehicle was found.',
  data: vehicleDetails,
})

const CrimeReported = defineEvent({
  type: 'CrimeReported',
  schemaVersion: 1,
  command: 'ReportCrime',
  description: 'A crime was reported to the police.',
  data: details({
    ...placeDetails,
    kind: nameSchema.optional().meta({ description: 'The kind of crime, in the words of the police.' }),
    iccs: nameSchema.optional().meta({ description: 'Code of the UN crime classification, ICCS 1.0.' }),
    description: narrativeSchema.optional().meta({ description: 'What happened.' }),
    victims: countSchema.optional().meta({ description: 'Number of victims.' }),
  }),
})

const InterviewRecorded = defineEvent({
  type: 'InterviewRecorded',
  schemaVersion: 1,
  command: 'RecordInterview',
  description: 'Somebody was interviewed.',
  data: details({
    ...placeDetails,
    interview: personSchema,
    by: nameSchema.optional().meta({ description: 'The service number of the interviewer.' }),
  }),
})

const roadBlockDetails = details({
  ...placeDetails,
  roadBlock: nameSchema.meta({ description: 'The name of the road block.' }),
  road: nameSchema.optional().meta({ description: 'The road.' }),
})

const RoadBlockSet = defineEvent({
  type: 'RoadBlockSet',
  schemaVersion: 1,
  command: 'SetRoadBlock',
  description: 'A road is watched or blocked.',
  data: roadBlockDetails,
})

const RoadBlockLifted = defineEvent({
  type: 'RoadBlockLifted',
  schemaVersion: 1,
  command: 'LiftRoadBlock',
  description: 'A road is free again.',
  data: roadBlockDetails,
})

const forensicDetails = details({
  request: nameSchema.meta({ description: 'The number of the forensic request.' }),
  evidence: nameSchema.optional().meta({ description: 'The evidence to be examined.' }),
  kind: nameSchema.optional().meta({ description: 'The kind of examination.' }),
  laboratory: nameSchema.optional().meta({ description: 'Who examines.' }),
  due: nameSchema.optional().meta({ description: 'By when.' }),
})

const ForensicRequested = defineEvent({
  type: 'ForensicRequested',
  schemaVersion: 1,
  command: 'RequestForensics',
  description: 'An examination was asked for.',
  data: forensicDetails,
})

const ForensicAssigned = defineEvent({
  type: 'ForensicAssigned',
  schemaVersion: 1,
  command: 'AssignForensics',
  description: 'An expert took on an examination.',
  data: forensicDetails,
})

const ForensicCompleted = defineEvent({
  type: 'ForensicCompleted',
  schemaVersion: 1,
  command: 'CompleteForensics',
  description: 'An examination is finished.',
  data: forensicDetails,
})

/** What only the police record. */
export const policeEvents = [
  VehicleTheftReported,
  VehicleRecovered,
  CrimeReported,
  InterviewRecorded,
  RoadBlockSet,
  RoadBlockLifted,
  ForensicRequested,
  ForensicAssigned,
  ForensicCompleted,
] as const

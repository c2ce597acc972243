import { basisSchema, details, incidentIdSchema, nameSchema, termSchema, textSchema } from '@concord/incident'
import { defineEvent, instantSchema } from '@concord/kernel'
import { z } from 'zod'

const category = 'exercise'

const exerciseDetails = details({
  title: textSchema.optional().meta({ description: 'A line for lists.' }),
  on: termSchema.optional(),
  agencies: z.array(nameSchema).max(64).optional().meta({ description: 'Who takes part.' }),
  scenario: textSchema.optional().meta({ description: 'What is played.' }),
})

const ExercisePlanned = defineEvent({
  category,
  type: 'ExercisePlanned',
  schemaVersion: 1,
  command: 'PlanExercise',
  description: 'An exercise is to be held.',
  data: exerciseDetails,
})

const ExerciseStarted = defineEvent({
  category,
  type: 'ExerciseStarted',
  schemaVersion: 1,
  command: 'StartExercise',
  description: 'An exercise has begun.',
  data: exerciseDetails,
})

const ExerciseInject = defineEvent({
  category,
  type: 'ExerciseInject',
  schemaVersion: 1,
  command: 'InjectExercise',
  description: 'Those who exercise were told something that is played.',
  data: details({
    inject: nameSchema.meta({ description: 'The number of the inject.' }),
    text: textSchema.optional().meta({ description: 'What they were told.' }),
    to: z.array(nameSchema).max(64).optional().meta({ description: 'Who was told.' }),
  }),
})

const ExerciseEvaluated = defineEvent({
  category,
  type: 'ExerciseEvaluated',
  schemaVersion: 1,
  command: 'EvaluateExercise',
  description: 'What an exercise showed.',
  data: details({
    findings: z.array(textSchema).max(200).optional().meta({ description: 'What was found.' }),
    basis: basisSchema.optional(),
  }),
})

const ReplayExerciseStarted = defineEvent({
  category,
  type: 'ReplayExerciseStarted',
  schemaVersion: 1,
  command: 'StartReplayExercise',
  description:
    'A real incident is replayed as an exercise, blind: those who exercise see it as it became known.',
  data: details({
    incidents: z.array(incidentIdSchema).min(1).max(20).meta({ description: 'What is replayed.' }),
    from: instantSchema.meta({ description: 'From when.' }),
    to: instantSchema.meta({ description: 'Until when.' }),
    speed: z.number().min(1).max(3600).optional().meta({ description: 'How many times faster than it was.' }),
  }),
})

const ExerciseEnded = defineEvent({
  category,
  type: 'ExerciseEnded',
  schemaVersion: 1,
  command: 'EndExercise',
  description: 'An exercise is over.',
  data: details({ reason: textSchema.optional().meta({ description: 'Why, where it ended early.' }) }),
})

/** An exercise. Its events are to be sent with mode `exercise`. */
export const exerciseEvents = [
  ExercisePlanned,
  ExerciseStarted,
  ReplayExerciseStarted,
  ExerciseInject,
  ExerciseEnded,
  ExerciseEvaluated,
] as const

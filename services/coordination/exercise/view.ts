import { type Change, defineVocabulary } from '@concord/incident'
import { exerciseEvents } from './events.ts'

/** What an exercise changes in the picture: itself, and nothing that is real. */
export const exercise = defineVocabulary(exerciseEvents, {
  ExercisePlanned: ({ data }) => [described(data.title)],
  ExerciseStarted: ({ data }) => [described(data.title), { change: 'status', status: 'active' }],
  ReplayExerciseStarted: () => [described(undefined), { change: 'status', status: 'active' }],
  ExerciseInject: () => [described(undefined), { change: 'status', status: 'active' }],
  ExerciseEnded: () => [{ change: 'status', status: 'closed' }],
  ExerciseEvaluated: () => [],
})

const described = (title: string | undefined): Change => ({
  change: 'describe',
  form: 'exercise',
  kind: 'exercise',
  title,
})

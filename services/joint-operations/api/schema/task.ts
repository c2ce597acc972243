import type { Task } from '@concord/incident'
import { type Instant, millisecondsOf } from '@concord/kernel'
import { enumOf } from './enum.ts'

export const typeDefs = /* GraphQL */ `
  "A task of a joint operation."
  type Task {
    "Its name within the operation."
    task: ID!
    "What is to be done."
    title: String
    "The agency that took it on, or else to which it was given; null when it was given to nobody."
    agency: String
    "How far it is."
    state: TaskState!
    "Whether nobody is on it: not accepted yet, declined, withdrawn or overdue."
    unassigned: Boolean!
    "By when it is to be done or answered."
    deadline: DateTime
    "When it was given."
    assignedAt: DateTime
    "The event by which it was given."
    assignedSource: Source
    "How many people are on it."
    personnel: Int
    "The unit that does it."
    unit: String
    "Why it was declined or withdrawn."
    reason: String
    "The agency that answered last."
    by: String!
    "Since when its state holds."
    since: DateTime!
    "The event that says so."
    source: Source!
  }

  "How far a task is."
  enum TaskState {
    "Given and not answered."
    ASSIGNED
    "Taken on."
    ACCEPTED
    "Not taken on."
    DECLINED
    "Done."
    COMPLETED
    "Taken back by who gave it."
    WITHDRAWN
    "Not done or answered by its deadline."
    OVERDUE
  }
`

/** Which tasks of an operation; what is null asks nothing. */
export interface TaskArguments {
  readonly unassigned?: boolean | null
  readonly dueBefore?: Instant | null
}

/** Whether somebody asked for such a task. */
export const tasksAsked =
  ({ unassigned, dueBefore }: TaskArguments) =>
  (task: Task): boolean =>
    (unassigned == null || isUnassigned(task) === unassigned) &&
    (dueBefore == null ||
      (task.deadline !== undefined && millisecondsOf(task.deadline) < millisecondsOf(dueBefore)))

const isUnassigned = ({ state }: Task): boolean => state !== 'accepted' && state !== 'completed'

export const resolvers = {
  TaskState: enumOf(['assigned', 'accepted', 'declined', 'completed', 'withdrawn', 'overdue']),
  Task: {
    unassigned: isUnassigned,
    assignedAt: (task: Task) => task.assigned?.since,
    assignedSource: (task: Task) => task.assigned?.source,
  },
}

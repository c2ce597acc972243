/**
 * What has a history of its own in the picture: an incident (with operations and exercises, which are run the same way),
 * a unit, a checkpoint, a paper (a plan, an order, a register). An event can be filed under several topics. Written
 * `kind:id`, such as `incident:INC-7` or `unit:border/B-14`.
 */
export type TopicKind = 'incident' | 'unit' | 'checkpoint' | 'paper'

/** The name of a topic. */
export type Topic = `${TopicKind}:${string}`

/** The topic of an incident, an operation or an exercise. */
export const incidentTopic = (incident: string): Topic => `incident:${incident}`

/** The topic of an agency's unit, in all incidents. */
export const unitTopic = (agency: string, unit: string): Topic => `unit:${agency}/${unit}`

/** The topic of a border checkpoint. */
export const checkpointTopic = (checkpoint: string): Topic => `checkpoint:${checkpoint}`

/** The topic of a paper, by the category and the id of its stream. */
export const paperTopic = (category: string, id: string): Topic => `paper:${category}/${id}`

/** The part before the colon. */
export const topicKind = (topic: Topic): TopicKind => topic.slice(0, topic.indexOf(':')) as TopicKind

/** The part after the colon. */
export const topicId = (topic: Topic): string => topic.slice(topic.indexOf(':') + 1)

/**
 * What has a history of its own in the picture: an incident (with operations and exercises, which are run the same way),
 * a unit, a checkpoint, a paper (a plan, an order, a register). An event can be filed under several topics. Written `kind:id`, such as `incident:INC-7` or
 * `unit:border/B-14`.
 */
export type TopicKind = 'incident' | 'unit' | 'checkpoint' | 'paper'

export type Topic = `${TopicKind}:${string}`

export const incidentTopic = (incident: string): Topic => `incident:${incident}`

export const unitTopic = (agency: string, unit: string): Topic => `unit:${agency}/${unit}`

export const checkpointTopic = (checkpoint: string): Topic => `checkpoint:${checkpoint}`

export const paperTopic = (category: string, id: string): Topic => `paper:${category}/${id}`

export const topicKind = (topic: Topic): TopicKind => topic.slice(0, topic.indexOf(':')) as TopicKind

export const topicId = (topic: Topic): string => topic.slice(topic.indexOf(':') + 1)

import { ask } from './joint-api.js'
import { linkTo } from './link.js'
import { asOfChosen, momentsOf } from './moments.js'
import { boxAround, isPlace } from './places.js'
import * as questions from './questions.js'

/**
 * Everything that the board shows, asked for at the same moments, and `of` what it is. An error of any of the questions is
 * thrown.
 */
export const askPicture = async (board, signal) => {
  const { token, selected, search, time, incidentsShown, timelinePages, latestFirst, picture } = board
  const asOf = asOfChosen(time)
  const question = (query, variables) => ask(token, query, variables, signal)
  const [situation, chosen, found, moments] = await Promise.all([
    question(questions.situation, { asOf, first: incidentsShown }),
    selected
      ? askIncident(
          question,
          { id: selected, direction: latestFirst ? 'DESCENDING' : 'ASCENDING', asOf },
          timelinePages,
        )
      : undefined,
    search ? question(questions.search, { text: search, asOf }) : undefined,
    question(questions.moments, { incident: selected }),
  ])
  return {
    of: linkTo(board),
    situation: situation.data,
    newest: situation.data.latest.nodes[0]?.knownAt,
    standing: situation.standing,
    selected,
    incident: chosen?.incident,
    detections: chosen?.detections,
    search,
    found: found?.data.search,
    // The sliders' moments stay as they are while one of them is chosen.
    moments:
      asOf && picture.moments && picture.selected === selected
        ? picture.moments
        : momentsOf(moments.data.events.nodes),
  }
}

/** An incident with so many pages of its timeline, and what satellites saw for it around its place. */
const askIncident = async (question, variables, pages) => {
  const { incident } = (await question(questions.incident, variables)).data
  const { id, asOf } = variables
  const detections = isPlace(incident?.place)
    ? (await question(questions.detections, { id, asOf, box: boxAround(incident.place) })).data.hotspots
    : undefined
  let timeline = incident?.timeline
  for (let page = 1; page < pages && timeline?.pageInfo.hasNextPage; page++) {
    const after = timeline.pageInfo.endCursor
    const further = (await question(questions.furtherEntries, { ...variables, after })).data.incident
      ?.timeline
    timeline = further && { ...further, nodes: [...timeline.nodes, ...further.nodes] }
  }
  return { incident: incident && { ...incident, timeline: timeline ?? incident.timeline }, detections }
}

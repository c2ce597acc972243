import { existsSync } from 'node:fs'
import { basename, extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describeImport, importFiles, type Output, pictureHas, type Session } from '@concord/command-line'
import { UsageError } from '@concord/kernel'
import { type MadeFeeds, makeFeeds } from './feeds.ts'

/** A story to play, the answers expected of it, and where its satellite feeds are. */
export interface Story {
  readonly file: string
  readonly answers: string
  readonly feeds: string
  /** Set when no real feeds were at hand: what the made ones hold. */
  readonly made: MadeFeeds | undefined
}

const own = fileURLToPath(new URL('../../test/story/northern-border-2025.ndjson', import.meta.url))
const ownAnswers = fileURLToPath(new URL('../../test/story/expected-answers.json', import.meta.url))
const realFeeds = fileURLToPath(new URL('../../../shared/data/firms', import.meta.url))
const feedFiles = ['feed_A_fetched_2025-04-23.csv', 'feed_B_fetched_2025-04-24.csv'] as const

/** The story asked for, or the one that comes with the project, with real feeds where they are at hand. */
export const storyAtHand = (
  options: { readonly story?: string; readonly answers?: string; readonly feeds?: string },
  madeFolder: string,
): Story => {
  for (const file of [options.story, options.answers, options.feeds]) {
    if (file !== undefined && !existsSync(file)) throw new UsageError(`There is no ${file}.`)
  }
  const file = options.story ?? own
  const answers = options.answers ?? ownAnswers
  if (options.feeds) return { file, answers, feeds: options.feeds, made: undefined }
  if (existsSync(realFeeds)) return { file, answers, feeds: realFeeds, made: undefined }
  return { file, answers, feeds: madeFolder, made: makeFeeds(madeFolder, feedFiles) }
}

/**
 * Brings the story in through the agencies' own APIs, as records of an older system, and waits until the joint picture
 * has all of it.
 */
export const playStory = async (session: Session, story: Story, output: Output): Promise<void> => {
  const system = basename(story.file, extname(story.file))
  output.err(`playing ${system}`)
  if (story.made) {
    const [first, second] = story.made.rows
    output.err(
      `the real satellite feeds are not at hand: two generated feeds of ${first} and ${second} rows are used instead`,
    )
  }
  const summary = await importFiles(session, 'story', [story.file], { system, feeds: story.feeds }, output)
  for (const line of describeImport(summary)) output.err(line)
  if (summary.refused.length > 0 || summary.bad.length > 0 || summary.stopped) {
    throw new UsageError('The story could not be played as it is written; see above.')
  }
  if (!(await pictureHas(session, summary)))
    throw new UsageError(
      `The joint picture has not reached position ${summary.position}; see the log of joint-operations.`,
    )
}

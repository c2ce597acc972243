/** Our word for each of theirs, from `{ ours: 'theirs theirs' }`. */
export const ourWords = (words: Readonly<Record<string, string>>): ReadonlyMap<string, string> =>
  new Map(Object.entries(words).flatMap(([our, theirs]) => theirs.split(' ').map((their) => [their, our])))

/**
 * Whether a field tells who somebody is; `isPerson`: whether the object that it stands in is a person. What a sender calls
 * `personal` is so, whatever it is.
 */
export const tellsWho = (name: string, isPerson: boolean): boolean => {
  const word = wordOf(name)
  return word === 'personal' || alwaysPersonal.has(word) || (isPerson && personalOfPersons.has(word))
}

/**
 * Whether a field of somebody tells what Directive (EU) 2016/680, Article 10, calls a special category: it is called one
 * of these words, or one of the words that it is called is clear enough, as in `heartDisease`.
 */
export const isSpecial = (name: string): boolean =>
  specialAlone.has(wordOf(name)) || name.split(/[^A-Za-z]+|(?<=[a-z])(?=[A-Z])/).some(isSpecialWord)

/** Whether what a field is called means somebody, so that a text in it is a person's code. */
export const meansSomebody = (name: string): boolean =>
  concerned.has(wordOf(name)) || tellers.has(wordOf(name))

/** Whether an object is a person: by what it is called, or by what it says that only persons have. */
export const meansPerson = (called: string, value: object): boolean =>
  meansSomebody(called) || hasOnlyOfPersons(value)

/**
 * Whether a field is the name of the one whom a report is about: beside the code, the age or the like of somebody it is, at the
 * top of the report too, where an address is the place's.
 */
export const isNameOfSubject = (name: string, beside: object): boolean =>
  nameWords.has(wordOf(name)) && hasOnlyOfPersons(beside)

/** Whether an object names the person whom it is about: a number under such a word counts people and names nobody. */
export const namesPerson = (value: object): boolean =>
  hasOnlyOfPersons(value) ||
  Object.entries(value).some(
    ([name, inner]) =>
      (typeof inner === 'string' || typeof inner === 'object') && concerned.has(wordOf(name)),
  )

const isSpecialWord = (word: string): boolean => special.has(word.toLowerCase())

const hasOnlyOfPersons = (value: object): boolean =>
  Object.keys(value).some((name) => onlyOfPersons.has(wordOf(name)))

const wordOf = (name: string): string => name.toLowerCase().replaceAll(/[^a-z]/g, '')

const words = (...lines: readonly string[]): ReadonlySet<string> =>
  new Set(lines.flatMap((line) => line.split(' ')))

/** Words for one of them and for several. */
const oneOrMore = (...lines: readonly string[]): ReadonlySet<string> =>
  new Set([...words(...lines)].flatMap((word) => [word, `${word}s`, `${word}es`]))

const alwaysPersonal = words(
  'fullname firstname lastname surname familyname givenname patronymic',
  'phone phonenumber telephone mobile email',
  'passport passportnumber nationalid registernumber dateofbirth birthdate born',
)
const personalOfPersons = words('name names address document notes')
const nameWords = words('name names')
const onlyOfPersons = new Set([...alwaysPersonal, ...words('subject age sex gender nationality citizenship')])

/** Whom a report may be about. */
const concerned = oneOrMore(
  'person people child children relative guardian witness victim suspect offender prisoner inmate subject missing',
  'driver passenger traveller tourist herder head patient',
)
/** Who may have to do with what it is about: what stands beside them is told of the matter. */
const tellers = oneOrMore('owner contact caller informant reporter volunteer officer interview')

/** Health; genetic and biometric marks; origin; political opinion and belief; trade union; sex life. */
const special = words(
  'health medical medicine medicines medication medications insulin diagnosis diagnoses illness illnesses',
  'disease diseases infection symptom symptoms injury injuries injured wound wounds disability disabilities',
  'allergy allergies allergic pregnancy pregnant psychiatric suicidal suicide treatment therapy vaccination',
  'genetic genetics dna biometric biometrics fingerprint fingerprints iris',
  'ethnic ethnicity racial political religion religious belief beliefs faith denomination union',
  'sexual sexuality sexlife',
)
/** What tells of health where it is all that a field is called, and of a road or the weather in `roadCondition`. */
const specialAlone = words(
  'risk risks condition conditions needs specialneeds blood bloodtype bloodgroup race party politics',
)

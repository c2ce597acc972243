/** What did not come about, or not yet: `NobodyArrested`, `HikerNotFound`, `AttemptedEscape`. */
export const didNotHappen =
  /(?:^|[a-z])(?:No|Not|None|Nobody|Never)(?=[A-Z])|(?:^|[a-z])(?:Attempted|Foiled|Prevented|Averted|Thwarted|Planned|False)(?=[A-Z])/

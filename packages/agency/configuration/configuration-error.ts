/** Something that whoever starts the process must put right; its message says what. */
export class ConfigurationError extends Error {}

// The options that every command has.
export interface CommonOptions {
  /** Print JSON instead of text. */
  readonly json?: boolean;
  /** `--color` or `--no-color`; undefined when neither was given. */
  readonly color?: boolean;
  /** Cut nothing that is wider than the terminal. */
  readonly wide?: boolean;
  /** The folder of the log. */
  readonly store?: string;
  /** The address of a service to go through, for a command that takes it. */
  readonly url?: string;
  /** `--no-service`: false. A service that runs on the log is not used. */
  readonly service?: boolean;
}

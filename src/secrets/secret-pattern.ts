/** Characters that are not seen: between the letters of a secret they hide its form, and it is found all the same. */
export const INVISIBLE = '\\u00AD\\u200B-\\u200F\\u2060-\\u2064\\uFEFF';

/** A form of secret. The whole match is replaced; where groups named `secret...` exist, only the one that matched. */
export interface SecretPattern {
  /** 1 to 64 of `a-z 0-9 -`. It is part of the text that replaces the secret: `[redacted:NAME]`. */
  readonly name: string;
  /** With the flags `d` and `g`. */
  readonly expression: RegExp;
  /** The same form with line ends or invisible characters in it. */
  readonly split?: RegExp;
  /** True where only the name beside a value makes it a secret: such a pattern also applies to members of objects. */
  readonly byName?: boolean;
  /** True where the expression matches only a text with a name of a secret in it. */
  readonly names?: boolean;
  /** Three characters each: the expression matches only where a long word of the text holds one of them. */
  readonly starts?: readonly string[];
  /** The expression matches only a text that contains this. */
  readonly within?: string;
}

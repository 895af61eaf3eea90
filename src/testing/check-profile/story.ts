// A story: commands decided anew from the start with real ids, times and hashes, as lines that replay and verify read.

import type { Decision } from '../../../machines/decide.ts';
import { CHAIN_START, encodeEvent, type RecordedEvent } from '../../../machines/events/envelope.ts';
import { initialState, type State } from '../../../machines/state.ts';
import { sha256 } from '../../sha256.ts';
import { SESSION, timeOf } from './explore.ts';
import type { Law } from './law.ts';
import type { StoryCommand } from './result.ts';

export interface Story {
  readonly commands: readonly StoryCommand[];
  readonly lines: readonly string[];
  readonly events: readonly RecordedEvent[];
  /** What became of the last command. */
  readonly last: Decision | undefined;
  readonly state: State;
  /** True where every command but perhaps the last was accepted. */
  readonly told: boolean;
}

export const storyOf = (commands: readonly StoryCommand[], law: Law): Story => {
  const lines: string[] = [];
  const events: RecordedEvent[] = [];
  let state = initialState(SESSION);
  let hash = CHAIN_START;
  let last: Decision | undefined;
  let refused = 0;
  for (const [index, { name, data, actor }] of commands.entries()) {
    const number = index + 1;
    let made = 0;
    last = law.decide(
      state,
      { id: `command-${number}`, name, data, ...(actor === undefined ? {} : { actor }) },
      {
        now: timeOf(index),
        newId: () => `event-${number}-${++made}`,
        commitId: `commit-${number}`,
        sha256,
      },
    );
    if (last.kind !== 'accepted') {
      if (number < commands.length) refused += 1;
      continue;
    }
    for (const event of last.events) {
      const chained = encodeEvent(event, hash, sha256);
      hash = chained.hash;
      lines.push(chained.line);
      events.push({ ...event, hash } as RecordedEvent);
    }
    state = last.state;
  }
  return { commands, lines, events, last, state, told: refused === 0 };
};

/** The shortest part of a story that still shows it, found by leaving out one command after the other. */
export const shortened = (
  commands: readonly StoryCommand[],
  law: Law,
  shows: (story: Story) => boolean,
): Story | undefined => {
  let story = storyOf(commands, law);
  if (!shows(story)) return undefined;
  for (let shorter = true; shorter; ) {
    shorter = false;
    for (let index = story.commands.length - 1; index >= 0; index -= 1) {
      const without = storyOf(story.commands.toSpliced(index, 1), law);
      if (!without.told || !shows(without)) continue;
      story = without;
      shorter = true;
    }
  }
  return story;
};

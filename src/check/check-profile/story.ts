// A story: commands decided anew from the start with real ids, times and hashes, as lines that replay and verify read.
import type { Decision } from '../../../machines/decide.ts';
import type { RecordedEvent } from '../../../machines/events/envelope.ts';
import { type Law, Run } from '../run.ts';
import { SESSION } from './explore.ts';
import type { StoryCommand } from './result.ts';

export interface Story {
  readonly commands: readonly StoryCommand[];
  readonly lines: readonly string[];
  readonly events: readonly RecordedEvent[];
  /** What became of the last command. */
  readonly last: Decision | undefined;
  /** True where every command but perhaps the last was accepted. */
  readonly told: boolean;
}

export const storyOf = (commands: readonly StoryCommand[], law: Law): Story => {
  const run = new Run({ sessionId: SESSION, law });
  let last: Decision | undefined;
  let told = true;
  for (const command of commands) {
    if (last !== undefined && last.kind !== 'accepted') told = false;
    last = run.take(run.decide(run.command(command)));
  }
  return { commands, lines: run.lines, events: run.events, last, told };
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
